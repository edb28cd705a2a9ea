#include "ui/shell/import_files.h"

#include "ui/common/plain_text.h"

#include <QAbstractListModel>
#include <QPainter>
#include <QStyledItemDelegate>

namespace triptych::ui {

class ImportFilesModel final : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    void set(const QVector<ImportLine> &lines)
    {
        // Files only ever join at the end while an import runs: the view keeps its place.
        if (lines.size() < m_lines.size()) {
            beginResetModel();
            m_lines = lines;
            endResetModel();
            return;
        }
        const auto old = m_lines.size();
        if (lines.size() > old) {
            beginInsertRows({}, int(old), int(lines.size()) - 1);
            m_lines = lines;
            endInsertRows();
        } else {
            m_lines = lines;
        }
        if (old > 0)
            Q_EMIT dataChanged(index(0), index(int(old) - 1));
    }
    int rowCount(const QModelIndex &parent) const override { return parent.isValid() ? 0 : int(m_lines.size()); }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const ImportLine &line = m_lines[index.row()];
        if (role == Qt::DisplayRole)
            return line.name;
        if (role == Qt::AccessibleTextRole)
            return QStringList{line.name, line.format, line.count}.join(QStringLiteral(", "));
        if (role == Qt::ToolTipRole) // a row cuts names and reasons that are long
            return tooltipText(QStringList{line.path.isEmpty() ? line.name : line.path, line.format, line.count}.join(u'\n').trimmed());
        return {};
    }
    const ImportLine &line(int row) const { return m_lines[row]; }

private:
    QVector<ImportLine> m_lines;
};

namespace {

constexpr int kImportFilesRow = 34, kImportFilesSide = 14, kImportFilesBar = 6, kImportFilesMostRows = 14;
constexpr double kFormatAt = 0.3, kBarAt = 0.52, kImportFilesBarShare = 0.22;

Role barRole(ImportLine::State state)
{
    switch (state) {
    case ImportLine::State::Done:
        return Role::Ok;
    case ImportLine::State::Losses:
    case ImportLine::State::Failed:
        return Role::Error;
    case ImportLine::State::Skipped:
        return Role::LineStrong;
    default:
        return Role::Accent;
    }
}

class FileDelegate final : public QStyledItemDelegate
{
public:
    FileDelegate(Theme &theme, const ImportFilesModel &model, QObject *parent)
        : QStyledItemDelegate(parent), m_theme(theme), m_model(model)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, kImportFilesRow}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const ImportLine &line = m_model.line(index.row());
        const QRect row = option.rect;
        const QFontMetrics fm(m_theme.text());
        painter->save();
        painter->fillRect(row.left(), row.top(), row.width(), 1, m_theme.color(Role::Line));
        painter->setFont(m_theme.text());
        const int formatX = row.left() + int(row.width() * kFormatAt), barX = row.left() + int(row.width() * kBarAt);
        const int barWide = int(row.width() * kImportFilesBarShare);
        const auto text = [&](int left, int right, const QString &words, Role role, Qt::Alignment side,
                              Qt::TextElideMode elide = Qt::ElideMiddle) {
            painter->setPen(m_theme.color(role));
            painter->drawText(QRect(left, row.top() + 1, right - left, row.height() - 1), int(side | Qt::AlignVCenter),
                              fm.elidedText(words, elide, right - left));
        };
        text(row.left() + kImportFilesSide, formatX - kImportFilesSide, line.name, Role::Text, Qt::AlignLeft);
        text(formatX, barX - kImportFilesSide, line.format, Role::TextSecondary, Qt::AlignLeft, Qt::ElideRight);
        if (line.state == ImportLine::State::Failed) { // a bar would say less than the reason
            text(barX, row.right() - kImportFilesSide, line.count, Role::Error, Qt::AlignLeft, Qt::ElideRight);
            painter->restore();
            return;
        }
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        const QRectF track(barX, row.top() + (row.height() - kImportFilesBar) / 2, barWide, kImportFilesBar);
        painter->setBrush(m_theme.color(Role::Sunken));
        painter->drawRoundedRect(track, kImportFilesBar / 2.0, kImportFilesBar / 2.0);
        if (line.fraction > 0) {
            QRectF bar = track;
            bar.setWidth(std::max<double>(kImportFilesBar, track.width() * std::min(1.0, line.fraction)));
            painter->setBrush(m_theme.color(barRole(line.state)));
            painter->drawRoundedRect(bar, kImportFilesBar / 2.0, kImportFilesBar / 2.0);
        }
        const bool bad = line.state == ImportLine::State::Losses || line.state == ImportLine::State::Failed;
        text(barX + barWide + kImportFilesSide, row.right() - kImportFilesSide, line.count, bad ? Role::Text : Role::TextSecondary,
             bad ? Qt::AlignLeft : Qt::AlignRight);
        painter->restore();
    }

private:
    Theme &m_theme;
    const ImportFilesModel &m_model;
};

} // namespace

ImportFiles::ImportFiles(Theme &theme, QWidget *parent) : QListView(parent), m_model(new ImportFilesModel(this))
{
    setModel(m_model);
    setItemDelegate(new FileDelegate(theme, *m_model, this));
    setUniformItemSizes(true);
    setSelectionMode(NoSelection);
    setAccessibleName(tr("Files of the import"));
    setFrameShape(NoFrame);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void ImportFiles::show(const QVector<ImportLine> &files)
{
    const int before = m_model->rowCount({});
    m_model->set(files);
    if (m_model->rowCount({}) != before)
        updateGeometry();
}

QSize ImportFiles::sizeHint() const
{
    return {QListView::sizeHint().width(), std::min(kImportFilesMostRows, m_model->rowCount({})) * kImportFilesRow};
}

QSize ImportFiles::minimumSizeHint() const
{
    return {0, std::min(3, m_model->rowCount({})) * kImportFilesRow};
}

} // namespace triptych::ui
