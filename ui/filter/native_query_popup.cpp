#include "ui/filter/native_query_popup.h"

#include "base/qt_text.h"
#include "telemetry/human_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScreen>
#include <QScrollArea>
#include <QShortcut>

namespace triptych::ui {

using base::text;

namespace {
constexpr int kWidest = 820, kNativeQueryPopupMostLines = 8, kNativeQueryPopupLeastHeight = 120;

} // namespace

NativeQueryPopup::NativeQueryPopup(Theme &theme, QWidget *parent) : QFrame(parent, Qt::Popup), m_theme(theme), m_content(new QWidget)
{
    setAccessibleName(tr("Native query"));
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(1, 1, 1, 1);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    scroll->setWidget(m_content);
    whole->addWidget(scroll);
    m_column = new QVBoxLayout(m_content);
    m_column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    m_column->setSpacing(metrics::kPadding);
}

void NativeQueryPopup::clear()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // one of its buttons may be what called
        }
        delete item;
    }
}

void NativeQueryPopup::addText(const QString &words, Role role)
{
    auto *label = new TextLabel(m_theme, words, m_theme.text(), role);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_column->addWidget(label);
}

void NativeQueryPopup::showWords(const QString &words)
{
    clear();
    addText(words, Role::TextSecondary);
    place();
}

void NativeQueryPopup::showNotes(const Notes &notes)
{
    clear();
    for (const auto &[table, note] : notes)
        addNote(table, note);
    place();
}

void NativeQueryPopup::addNote(telemetry::Table table, const sources::FetchNote &note)
{
    const QString native = text(note.native);
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new TextLabel(m_theme, text(note.backend), m_theme.strong()));
    row->addWidget(new TextLabel(m_theme, text(note.address), m_theme.small(), Role::TextSecondary), 1);
    auto *copy = FlatButton::iconOnly(m_theme, QStringLiteral("copy"), tr("Copy the query"));
    row->addWidget(copy);
    m_column->addWidget(head);

    auto *edit = new QPlainTextEdit(native);
    edit->setReadOnly(!note.editable);
    edit->setFont(m_theme.mono());
    edit->setAccessibleName(tr("Query for %1").arg(text(note.backend)));
    edit->setTabChangesFocus(true);
    const QFontMetrics fm(edit->font());
    const int columns = std::max(1, (m_under.width() - 6 * metrics::kMargin) / std::max(1, fm.averageCharWidth()));
    int lines = 0;
    for (const QString &line : native.split(u'\n'))
        lines += 1 + static_cast<int>(line.size()) / columns;
    edit->setFixedHeight(std::min(lines, kNativeQueryPopupMostLines) * fm.lineSpacing() + 2 * metrics::kMargin);
    m_column->addWidget(edit);
    connect(copy, &QPushButton::clicked, edit, [edit] { QGuiApplication::clipboard()->setText(edit->toPlainText()); });

    if (note.editable) {
        auto *tools = new QWidget;
        auto *across = new QHBoxLayout(tools);
        across->setContentsMargins(0, 0, 0, 0);
        auto *ask = new FlatButton(m_theme, tr("Ask this"), FlatButton::Kind::Soft);
        ask->setHint(QStringLiteral("Ctrl+Enter"));
        auto *back = new FlatButton(m_theme, tr("Back to the filter's"));
        ask->setEnabled(false);
        back->setEnabled(note.edited);
        across->addWidget(ask);
        across->addWidget(back);
        across->addStretch();
        m_column->addWidget(tools);
        const auto go = [this, table = table, address = text(note.address), edit, native] {
            const QString written = edit->toPlainText().trimmed();
            if (!written.isEmpty() && written != native)
                Q_EMIT askRequested(table, address, written);
        };
        connect(edit, &QPlainTextEdit::textChanged, ask, [edit, ask, native] { ask->setEnabled(!edit->toPlainText().trimmed().isEmpty() && edit->toPlainText().trimmed() != native); });
        connect(ask, &QPushButton::clicked, this, go);
        connect(back, &QPushButton::clicked, this, [this, table = table, address = text(note.address)] { Q_EMIT askRequested(table, address, {}); });
        for (const int key : {int(Qt::Key_Return), int(Qt::Key_Enter)})
            connect(new QShortcut(QKeySequence(Qt::CTRL | key), edit, nullptr, nullptr, Qt::WidgetShortcut), &QShortcut::activated, this, go);
    }
    if (!note.here.empty())
        addText(text(note.here), Role::Text);
    else if (note.edited)
        addText(tr("The query was edited."), Role::TextSecondary);
    else
        addText(tr("All of the filter is decided there."), Role::TextSecondary);
    if (note.edited) // the store answers for the filter, whatever brought its records
        addText(table == telemetry::Table::Spans ? tr("What this query found is shown together with traces fetched before that match the filter.")
                                                 : tr("What this query found is shown together with lines fetched before that match the filter."),
                Role::Warning);
    for (const std::string &remark : note.remarks)
        addText(text(remark), Role::Warning);
    if (note.more)
        addText(note.mayHide ? tr("The first %1 came, which is the limit, and conditions are tested here: matches may be hidden. A shorter time range shows them.").arg(text(telemetry::formatCount(note.fetched)))
                             : tr("The first %1 came, which is the limit: there may be more. A shorter time range shows the rest.").arg(text(telemetry::formatCount(note.fetched))),
                Role::Warning);
}

void NativeQueryPopup::popup(const QRect &under)
{
    m_under = under;
    m_under.setWidth(std::min(under.width(), kWidest));
    m_under.moveRight(under.right());
    place();
    show();
    setFocus(Qt::PopupFocusReason);
}

void NativeQueryPopup::place()
{
    if (m_under.isNull())
        return;
    // A layout leaves out what was not shown yet, which it will only be in the next turn.
    for (int i = 0; i < m_column->count(); ++i)
        if (QWidget *widget = m_column->itemAt(i)->widget())
            widget->show();
    m_content->setFixedWidth(m_under.width() - 2);
    m_column->activate();
    const int wanted = (m_column->hasHeightForWidth() ? m_column->heightForWidth(m_under.width() - 2) : m_content->sizeHint().height()) + 2;
    int most = wanted;
    if (const QScreen *screen = QGuiApplication::screenAt(m_under.center()))
        most = std::max(kNativeQueryPopupLeastHeight, screen->availableGeometry().bottom() - m_under.bottom() - 2 * metrics::kGrid);
    setGeometry(m_under.left(), m_under.bottom() + metrics::kGrid, m_under.width(), std::min(wanted, most));
}

void NativeQueryPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.setBrush(m_theme.color(Role::Raised));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace triptych::ui
