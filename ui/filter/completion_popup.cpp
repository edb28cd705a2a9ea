#include "ui/filter/completion_popup.h"

#include "telemetry/human_text.h"

#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {

constexpr int kCompletionPopupWidth = 420, kCompletionPopupMostRows = 10, kCompletionPopupSide = 10, kCompletionPopupInset = 4;
constexpr int kNoteRole = Qt::UserRole, kTypedRole = Qt::UserRole + 1;

class CandidateDelegate final : public QStyledItemDelegate
{
public:
    CandidateDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {kCompletionPopupWidth, metrics::kTableRow};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, m_theme.color(Role::AccentSoft));
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, m_theme.color(Role::Hover));
        const QRect line = option.rect.adjusted(kCompletionPopupSide, 0, -kCompletionPopupSide, 0);
        const QString note = index.data(kNoteRole).toString();
        QFont font = m_theme.mono();
        painter->setFont(font);
        painter->setPen(m_theme.color(Role::TextSecondary));
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, note);

        const int room = line.width() - QFontMetrics(font).horizontalAdvance(note) - 2 * kCompletionPopupSide;
        QString text = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideMiddle, room);
        const QString typed = index.data(kTypedRole).toString();
        const qsizetype at = typed.isEmpty() ? -1 : text.indexOf(typed, 0, Qt::CaseInsensitive);
        painter->setPen(m_theme.color(Role::Text));
        int x = line.left();
        const auto part = [&](const QString &piece, bool bold) {
            font.setBold(bold);
            painter->setFont(font);
            painter->drawText(QRect(x, line.top(), line.right() - x + 1, line.height()), Qt::AlignLeft | Qt::AlignVCenter, piece);
            x += QFontMetrics(font).horizontalAdvance(piece);
        };
        if (at < 0) {
            part(text, false);
        } else {
            part(text.left(at), false);
            part(text.mid(at, typed.size()), true);
            part(text.mid(at + typed.size()), false);
        }
        painter->restore();
    }

private:
    Theme &m_theme;
};

} // namespace

CompletionPopup::CompletionPopup(Theme &theme, QWidget *window)
    : QFrame(window), m_theme(theme), m_list(new QListView(this)), m_model(new QStandardItemModel(this))
{
    setFocusPolicy(Qt::NoFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, kCompletionPopupInset, 1, kCompletionPopupInset);
    column->addWidget(m_list);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CandidateDelegate(theme, m_list));
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Completions"));
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        const query::Candidate candidate = m_candidates[std::size_t(index.row())];
        Q_EMIT accepted(candidate);
    });
    hide();
}

void CompletionPopup::offer(const std::vector<query::Candidate> &candidates, const QString &typed, const QString &unit, QPoint at)
{
    m_candidates = candidates;
    m_model->clear();
    if (candidates.empty()) {
        hide();
        return;
    }
    for (const query::Candidate &candidate : candidates) {
        auto *item = new QStandardItem(QString::fromStdString(candidate.text));
        QString note = QString::fromStdString(candidate.note);
        if (candidate.count > 0)
            note = QString::fromStdString(telemetry::formatCount(candidate.count)) + u' ' + unit;
        item->setData(note, kNoteRole);
        item->setData(typed, kTypedRole);
        item->setEditable(false);
        m_model->appendRow(item);
    }
    m_list->setCurrentIndex({});
    m_list->selectionModel()->clear();
    const int rows = std::min(kCompletionPopupMostRows, int(candidates.size()));
    const int wide = std::min(kCompletionPopupWidth, parentWidget()->width() - 2 * metrics::kPadding);
    const int x = std::clamp(at.x(), metrics::kPadding, std::max(metrics::kPadding, parentWidget()->width() - wide - metrics::kPadding));
    setGeometry(x, at.y(), wide, rows * metrics::kTableRow + 2 * kCompletionPopupInset);
    show();
    raise();
}

void CompletionPopup::move(int step)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    const int now = m_list->currentIndex().row();
    const int next = now < 0 ? (step > 0 ? 0 : rows - 1) : (now + step + rows) % rows;
    m_list->setCurrentIndex(m_model->index(next, 0));
}

const query::Candidate *CompletionPopup::chosen() const
{
    const int row = m_list->currentIndex().row();
    return isVisible() && row >= 0 ? &m_candidates[std::size_t(row)] : nullptr;
}

void CompletionPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.color(Role::LineStrong));
    painter.setBrush(m_theme.color(Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius, metrics::kControlRadius);
}

} // namespace triptych::ui
