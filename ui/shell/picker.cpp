#include "ui/shell/picker.h"

#include "ui/shell/fuzzy.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

namespace triptych::ui {

namespace {

constexpr int kPickerWidth = 560, kPickerHeight = 420, kPickerRow = 30, kPickerSide = 12, kPickerMostRows = 200;
constexpr int kDetailRole = Qt::UserRole;

class PickerDelegate final : public QStyledItemDelegate
{
public:
    PickerDelegate(Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        if (index.flags() & Qt::ItemIsEnabled)
            return {0, kPickerRow};
        // A sentence in place of rows is read whole.
        const int wide = kPickerWidth - 4 * metrics::kPadding - 2 * kPickerSide;
        const QRect words = QFontMetrics(m_theme.text()).boundingRect(QRect(0, 0, wide, kPickerHeight), Qt::TextWordWrap, index.data().toString());
        return {0, std::max(kPickerRow, words.height() + 2 * metrics::kPadding)};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, m_theme.color(Role::AccentSoft));
        const QRect line = option.rect.adjusted(kPickerSide, 0, -kPickerSide, 0);
        const QString detail = index.data(kDetailRole).toString();
        painter->setFont(m_theme.small());
        painter->setPen(m_theme.color(Role::TextSecondary));
        const QFontMetrics small(m_theme.small());
        const QString shown = small.elidedText(detail, Qt::ElideMiddle, line.width() / 2);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, shown);
        painter->setFont(m_theme.text());
        if (!(index.flags() & Qt::ItemIsEnabled)) {
            painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, index.data().toString());
            painter->restore();
            return;
        }
        painter->setPen(m_theme.color(Role::Text));
        const int room = line.width() - small.horizontalAdvance(shown) - kPickerSide;
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(m_theme.text()).elidedText(index.data().toString(), Qt::ElideMiddle, room));
        painter->restore();
    }

private:
    Theme &m_theme;
};

} // namespace

Picker::Picker(Theme &theme, const QString &title, const QString &placeholder, QWidget *parent)
    : QDialog(parent), m_theme(theme), m_line(new QLineEdit), m_list(new QListView), m_model(new QStandardItemModel(this))
{
    setWindowTitle(title);
    resize(kPickerWidth, kPickerHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kPadding, metrics::kPadding, metrics::kPadding, metrics::kPadding);
    column->addWidget(m_line);
    column->addWidget(m_list, 1);
    m_line->setPlaceholderText(placeholder);
    m_line->setAccessibleName(placeholder);
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PickerDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(title);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &text) {
        filter();
        Q_EMIT typedChanged(text);
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { choose(index.row()); });
}

void Picker::setItems(const QVector<PickerItem> &items)
{
    m_items = items;
    filter();
}

QString Picker::typed() const
{
    return m_line->text();
}

void Picker::setTyped(const QString &text)
{
    m_line->setText(text);
}

QStringList Picker::shown() const
{
    QStringList texts;
    for (const int row : m_rows)
        texts.append(m_items[row].text);
    return texts;
}

void Picker::filter()
{
    const QString typed = m_line->text();
    QVector<std::pair<int, int>> found; // score, item
    for (int i = 0; i < m_items.size(); ++i) {
        constexpr int kFirst = 1'000'000;
        const int score = m_items[i].always ? kFirst : fuzzyScore(typed, m_items[i].text);
        if (score >= 0)
            found.append({score, i});
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    m_rows.clear();
    m_model->clear();
    for (const auto &[score, item] : found) {
        if (m_rows.size() == kPickerMostRows)
            break;
        m_rows.append(item);
        auto *row = new QStandardItem(m_items[item].text);
        row->setData(m_items[item].detail, kDetailRole);
        row->setEditable(false);
        m_model->appendRow(row);
    }
    if (m_rows.isEmpty() && !m_nothing.isEmpty()) {
        auto *row = new QStandardItem(m_nothing);
        row->setFlags(Qt::NoItemFlags);
        m_model->appendRow(row);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
}

void Picker::choose(int row)
{
    if (row < 0 || row >= m_rows.size())
        return;
    const auto run = m_items[m_rows[row]].run;
    accept();
    if (run)
        run();
}

bool Picker::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int now = m_list->currentIndex().row(), rows = m_model->rowCount();
    constexpr int kPage = 10;
    int next = now;
    switch (key->key()) {
    case Qt::Key_Down:
        next = now + 1 < rows ? now + 1 : 0;
        break;
    case Qt::Key_Up:
        next = now > 0 ? now - 1 : rows - 1;
        break;
    case Qt::Key_PageDown:
        next = std::min(rows - 1, now + kPage);
        break;
    case Qt::Key_PageUp:
        next = std::max(0, now - kPage);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(now);
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
    m_list->setCurrentIndex(m_model->index(next, 0));
    return true;
}

} // namespace triptych::ui
