#include "ui/shell/merge_dialog.h"

#include "telemetry/clock_text.h"
#include "ui/common/text_label.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace triptych::ui {

using telemetry::clock_text::kSecond;
using telemetry::Nanos;

namespace {
struct MergeColumn {
    enum { File, Folder, Offset };
};
constexpr int kMergeDialogWidth = 720, kMergeDialogHeight = 380, kFileWidth = 260, kFolderWidth = 280;
constexpr Nanos kMergeDialogMost = 3650LL * 24 * 3600 * kSecond; ///< ten years: more is a slip of the key

class ReadOnlyDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QWidget *createEditor(QWidget *, const QStyleOptionViewItem &, const QModelIndex &) const override { return nullptr; }
};
} // namespace

std::optional<Nanos> MergeDialog::parseOffset(const QString &text)
{
    static const QRegularExpression kOffset(QStringLiteral("^([+\\-−]?)(\\d+(?:[.,]\\d+)?)\\s*(ns|us|µs|ms|s|m|min|h|d)?$"));
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return Nanos(0);
    const auto match = kOffset.match(trimmed);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(3);
    const Nanos scale = unit == QLatin1String("ns")                                      ? 1
                        : unit == QLatin1String("us") || unit == QStringLiteral("µs")    ? 1'000
                        : unit == QLatin1String("ms")                                    ? 1'000'000
                        : unit == QLatin1String("m") || unit == QLatin1String("min")     ? 60 * kSecond
                        : unit == QLatin1String("h")                                     ? 3600 * kSecond
                        : unit == QLatin1String("d")                                     ? 24 * 3600 * kSecond
                                                                                         : kSecond;
    const double offset = match.captured(2).replace(u',', u'.').toDouble() * double(scale);
    if (offset > double(kMergeDialogMost))
        return std::nullopt;
    return match.captured(1).isEmpty() || match.captured(1) == QLatin1String("+") ? Nanos(offset + 0.5) : -Nanos(offset + 0.5);
}

MergeDialog::MergeDialog(Theme &theme, const QStringList &paths, QWidget *window)
    : QDialog(window), m_theme(theme), m_paths(paths), m_list(new QTreeWidget),
      m_problem(new TextLabel(theme, QString(), theme.small(), Role::Error))
{
    resize(kMergeDialogWidth, kMergeDialogHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kPadding);
    auto *about = new TextLabel(theme, tr("Traces and logs of all of them stand together. Where a file comes from a machine whose clock was wrong, say what is "
                                          "to be added to its times: -2.5 s if the clock was 2.5 s fast. Delete takes a file out of the list."),
                                theme.text(), Role::TextSecondary);
    about->setWordWrap(true);
    column->addWidget(about);
    m_list->setAccessibleName(tr("Files and the offsets of their clocks"));
    m_list->setHeaderLabels({tr("File"), tr("In"), tr("Clock offset")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->resizeSection(MergeColumn::File, kFileWidth);
    m_list->header()->resizeSection(MergeColumn::Folder, kFolderWidth);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->installEventFilter(this);
    for (const QString &path : paths) {
        const QFileInfo file(path);
        auto *item = new QTreeWidgetItem(m_list, {file.fileName(), file.absolutePath(), QStringLiteral("0 s")});
        item->setData(MergeColumn::File, Qt::UserRole, path);
        item->setToolTip(MergeColumn::File, path.toHtmlEscaped());
        item->setFont(MergeColumn::Offset, theme.mono());
        item->setSizeHint(MergeColumn::File, {0, metrics::kTableRow});
        item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
    for (const int fixed : {MergeColumn::File, MergeColumn::Folder})
        m_list->setItemDelegateForColumn(fixed, new ReadOnlyDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, &MergeDialog::edit);
    connect(m_list, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem *item, int at) {
        if (at == MergeColumn::Offset)
            edit(item);
    });
    connect(m_list, &QTreeWidget::itemChanged, this, &MergeDialog::check);
    column->addWidget(m_list, 1);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_open = buttons->addButton(tr("&Open Together"), QDialogButtonBox::AcceptRole);
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    m_open->setDefault(true); // only a button that stands in the dialog can be its default
    check();
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_open->setFocus();
}

void MergeDialog::edit(QTreeWidgetItem *item)
{
    m_list->setCurrentItem(item, MergeColumn::Offset); // Tab goes on from the current cell: to the next offset, not to a file's name
    m_list->editItem(item, MergeColumn::Offset);
}

bool MergeDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *typed = static_cast<QKeyEvent *>(event);
        const int key = typed->key();
        // A line edit passes Enter on to its parents; there it would open the files before the offset is read.
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_list->findChild<QLineEdit *>())
            return true;
        QTreeWidgetItem *item = m_list->currentItem();
        if (item && key == Qt::Key_F2) {
            edit(item);
            return true;
        }
        if (item && key == Qt::Key_Delete && m_list->topLevelItemCount() > 1) {
            delete item;
            check();
            return true;
        }
        // Typing edits the offset, whichever cell of the row is current: the list would look for a file of that name.
        const bool text = !typed->text().isEmpty() && typed->text().front().isPrint() && key != Qt::Key_Space;
        if (item && text && !m_list->findChild<QLineEdit *>() && !(typed->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
            edit(item);
            if (auto *editor = m_list->findChild<QLineEdit *>())
                editor->setText(typed->text());
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void MergeDialog::check()
{
    const int files = m_list->topLevelItemCount();
    setWindowTitle(files == 1 ? tr("Open 1 File") : tr("Open %1 Files Together").arg(files));
    QString problem;
    for (int i = 0; i < files && problem.isEmpty(); ++i)
        if (const QString text = m_list->topLevelItem(i)->text(MergeColumn::Offset); !parseOffset(text))
            problem = tr("“%1” is no offset; write it as -2.5 s, 250 ms or +1 h").arg(text.left(40));
    m_problem->setText(problem);
    m_open->setEnabled(problem.isEmpty());
}

QStringList MergeDialog::paths() const
{
    QStringList paths;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        paths.append(m_list->topLevelItem(i)->data(MergeColumn::File, Qt::UserRole).toString());
    return paths;
}

QVector<Nanos> MergeDialog::offsets() const
{
    QVector<Nanos> offsets;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i)
        offsets.append(parseOffset(m_list->topLevelItem(i)->text(MergeColumn::Offset)).value_or(0));
    return offsets;
}

} // namespace triptych::ui
