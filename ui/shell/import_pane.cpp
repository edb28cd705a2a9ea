#include "ui/shell/import_pane.h"

#include "ui/common/card.h"
#include "ui/common/centred_column.h"
#include "ui/common/elided_label.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/common/progress_line.h"
#include "ui/common/text_label.h"
#include "ui/shell/import_files.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace triptych::ui {

namespace {
constexpr int kImportPaneWidth = 920, kImportPaneSide = 14, kFewRows = 3, kImportPaneMostRows = 100, kImportPaneIcon = 16;

/// Whether less came in than was opened.
bool broughtLess(const ImportView &view)
{
    return std::any_of(view.files.begin(), view.files.end(), [](const ImportLine &file) {
        return file.state == ImportLine::State::Failed || file.state == ImportLine::State::Losses;
    });
}
}

ImportPane::ImportPane(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    QWidget *middle = centredColumn(this, tr("Import"), kImportPaneWidth);
    m_column = new QVBoxLayout(middle);
    m_column->setContentsMargins(metrics::kMargin, 2 * metrics::kMargin, metrics::kMargin, metrics::kMargin);
    m_column->setSpacing(2 * metrics::kMargin);

    auto *card = new Card(theme);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(1, kImportPaneSide, 1, metrics::kGrid);
    inside->setSpacing(kImportPaneSide);
    auto *head = new QGridLayout;
    head->setContentsMargins(kImportPaneSide, 0, kImportPaneSide, 0);
    head->setHorizontalSpacing(metrics::kMargin);
    head->setVerticalSpacing(metrics::kGrid);
    m_title = new ElidedLabel(theme);
    m_title->setFont(theme.strong());
    m_detail = new TextLabel(theme, QString(), theme.text(), Role::TextSecondary);
    m_detail->setWordWrap(true);
    m_progress = new ProgressLine(theme);
    m_button = new FlatButton(theme, tr("Cancel"));
    head->addWidget(m_title, 0, 0);
    head->addWidget(m_detail, 1, 0);
    head->addWidget(m_progress, 2, 0);
    head->addWidget(m_button, 0, 1, 3, 1, Qt::AlignVCenter);
    inside->addLayout(head);
    m_files = new ImportFiles(theme);
    inside->addWidget(m_files);
    m_column->addWidget(card);
    m_losses = new QWidget;
    auto *losses = new QVBoxLayout(m_losses);
    losses->setContentsMargins(0, 0, 0, 0);
    losses->setSpacing(metrics::kMargin);
    m_column->addWidget(m_losses);
    m_column->addStretch();
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_state == ImportView::State::Running ? Q_EMIT cancelRequested() : Q_EMIT dismissed();
    });
}

void ImportPane::show(const ImportView &view)
{
    const bool ended = view.state != ImportView::State::Running;
    const bool changed = view.state != m_state;
    m_state = view.state;
    m_title->setText(view.title);
    m_detail->setText(view.detail);
    m_detail->setVisible(!view.detail.isEmpty());
    m_progress->setFraction(ended && view.state == ImportView::State::Done ? 1 : view.fraction);
    m_progress->setRole(view.state == ImportView::State::Failed   ? Role::Error
                        : view.state == ImportView::State::Done   ? (broughtLess(view) ? Role::Warning : Role::Ok)
                        : view.state == ImportView::State::Stopped ? Role::LineStrong
                                                                  : Role::Accent);
    m_button->setText(ended ? tr("Close") : tr("Cancel"));
    m_button->updateGeometry();
    m_files->show(view.files);
    if (ended || changed)
        showLosses(view);
}

void ImportPane::showLosses(const ImportView &view)
{
    QLayout *column = m_losses->layout();
    while (QLayoutItem *item = column->takeAt(0)) {
        if (QWidget *widget = item->widget())
            widget->deleteLater();
        delete item;
    }
    for (const ImportLosses &losses : view.losses) {
        auto *card = new Card(m_theme);
        auto *inside = new QVBoxLayout(card);
        inside->setContentsMargins(kImportPaneSide, kImportPaneSide, kImportPaneSide, kImportPaneSide);
        inside->setSpacing(metrics::kMargin);
        auto *title = new QHBoxLayout;
        auto *icon = new QLabel;
        icon->setPixmap(m_theme.icon(QStringLiteral("warning"), losses.kept ? Role::Warning : Role::Error).pixmap(QSize(kImportPaneIcon, kImportPaneIcon), devicePixelRatioF()));
        auto *words = new TextLabel(m_theme, losses.title, m_theme.strong());
        words->setWordWrap(true);
        if (!losses.path.isEmpty())
            words->setToolTip(tooltipText(losses.path));
        title->addWidget(icon);
        title->addWidget(words, 1);
        inside->addLayout(title);
        auto *table = new QWidget;
        auto *grid = new QGridLayout(table);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(metrics::kPadding);
        grid->setVerticalSpacing(metrics::kPadding);
        grid->setColumnStretch(1, 3);
        grid->setColumnStretch(2, 3);
        QVector<QWidget *> more;
        for (int i = 0; i < std::min<int>(kImportPaneMostRows, int(losses.rows.size())); ++i) {
            const ImportLosses::Row &row = losses.rows[i];
            auto *place = row.place.isEmpty() ? nullptr : new TextLabel(m_theme, row.place, m_theme.mono());
            auto *reason = new ElidedLabel(m_theme, row.reason);
            reason->setElideMode(Qt::ElideRight);
            auto *excerpt = new ElidedLabel(m_theme, row.excerpt);
            excerpt->setFont(m_theme.mono());
            excerpt->setRole(Role::TextSecondary);
            excerpt->setElideMode(Qt::ElideRight);
            auto *count = new TextLabel(m_theme, row.count, m_theme.mono());
            count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
            if (place)
                grid->addWidget(place, i, 0);
            // A reason without an excerpt, or without a place, has its room.
            const int from = place ? 1 : 0, to = row.excerpt.isEmpty() ? 3 : 2;
            grid->addWidget(reason, i, from, 1, to - from);
            if (row.excerpt.isEmpty())
                delete std::exchange(excerpt, nullptr);
            else
                grid->addWidget(excerpt, i, 2);
            grid->addWidget(count, i, 3);
            for (QWidget *cell : {static_cast<QWidget *>(place), static_cast<QWidget *>(reason), static_cast<QWidget *>(excerpt),
                                  static_cast<QWidget *>(count)}) {
                if (cell && i >= kFewRows) {
                    cell->hide();
                    more.append(cell);
                }
            }
        }
        inside->addWidget(table);
        auto *buttons = new QHBoxLayout;
        if (!more.isEmpty()) {
            const bool all = losses.rows.size() <= kImportPaneMostRows;
            auto *showAll = new FlatButton(m_theme, all ? tr("Show all %1").arg(losses.total) : tr("Show the first %1").arg(kImportPaneMostRows));
            connect(showAll, &QPushButton::clicked, card, [more, showAll] {
                for (QWidget *cell : more)
                    cell->show();
                showAll->hide();
            });
            buttons->addWidget(showAll);
        }
        auto *copy = new FlatButton(m_theme, tr("Copy report"));
        connect(copy, &QPushButton::clicked, card, [report = view.report] { QGuiApplication::clipboard()->setText(report); });
        buttons->addWidget(copy);
        buttons->addStretch();
        inside->addLayout(buttons);
        column->addWidget(card);
    }
}

} // namespace triptych::ui
