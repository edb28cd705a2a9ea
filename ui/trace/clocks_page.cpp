#include "ui/trace/clocks_page.h"

#include "items/cell_text.h"
#include "query/quantity.h"
#include "ui/common/elided_label.h"
#include "ui/common/flat_button.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

using analysis::ClockOffset;
using analysis::ClockSetting;

namespace {
constexpr int kSpansWidth = 100, kOffsetWidth = 96;

bool isOf(const ClockSetting &setting, const ClockOffset &clock, const analysis::TraceTable &trace)
{
    return setting.resource == clock.resource && (clock.resource != 0 || setting.service == trace.text(clock.service));
}

/// Rows as high as their evidence is when wrapped, which the style sheet's own measure leaves out. Names of clocks stay on
/// one line: their ends tell them apart, so they elide in the middle.
class WrappedRows : public QStyledItemDelegate
{
public:
    explicit WrappedRows(QTreeView *table) : QStyledItemDelegate(table), m_table(table) {}
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize usual = QStyledItemDelegate::sizeHint(option, index);
        if (index.column() != ClocksModel::Evidence)
            return {usual.width(), metrics::kTableRow};
        const int room = m_table->columnWidth(index.column()) - 2 * metrics::kPadding;
        const QRect text = m_table->fontMetrics().boundingRect(0, 0, std::max(1, room), QWIDGETSIZE_MAX, Qt::TextWordWrap, index.data().toString());
        return {usual.width(), std::max(metrics::kTableRow, text.height() + metrics::kPadding)};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() == ClocksModel::Evidence)
            return;
        option->features.setFlag(QStyleOptionViewItem::WrapText, false);
        option->textElideMode = Qt::ElideMiddle;
    }

private:
    QTreeView *m_table;
};

QString signedText(Nanos offset)
{
    return (offset > 0 ? QStringLiteral("+") : QString()) + items::durationText(offset);
}
} // namespace

void ClocksModel::setTrace(std::shared_ptr<const analysis::TraceTable> trace, std::vector<ClockOffset> clocks, std::vector<ClockSetting> settings)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_clocks = std::move(clocks);
    m_settings = std::move(settings);
    m_places.clear();
    endResetModel();
}

void ClocksModel::setPlaces(const QStringList &places)
{
    m_places = places;
    if (!m_clocks.empty())
        Q_EMIT dataChanged(index(0, Clock), index(rowCount() - 1, Clock));
}

bool ClocksModel::isSet(int row) const
{
    return std::any_of(m_settings.begin(), m_settings.end(), [&](const ClockSetting &s) { return isOf(s, clock(row), *m_trace); });
}

QString ClocksModel::text(int row, int column) const
{
    const ClockOffset &of = clock(row);
    switch (column) {
    case Clock: {
        const QString service = items::serviceText(items::textOf(m_trace->text(of.service)));
        const QString place = row < m_places.size() ? m_places[row] : QString();
        return place.isEmpty() ? service : service + QStringLiteral(" · ") + place;
    }
    case Spans: return of.moved == 0 ? items::countText(of.spans) : tr("%1 of %2 moved").arg(items::countText(of.moved), items::countText(of.spans));
    case Offset:
        if (of.moved == 0)
            return isSet(row) ? tr("0, set") : tr("none");
        if (isSet(row))
            return tr("%1, set").arg(signedText(of.most));
        return of.least == of.most ? signedText(of.most) : tr("%1 to %2").arg(signedText(of.least), signedText(of.most));
    case Evidence: return isSet(row) ? tr("set by hand") : items::textOf(evidenceText(*m_trace, of));
    default: return {};
    }
}

QVariant ClocksModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::EditRole && index.column() == Offset)
        return items::durationText(clock(index.row()).most);
    if (role == Qt::DisplayRole)
        return text(index.row(), index.column());
    if (role == Qt::ToolTipRole)
        return items::plainToolTip(text(index.row(), index.column()));
    if (role == Qt::ForegroundRole && index.column() == Offset && clock(index.row()).moved == 0 && !isSet(index.row()))
        return QGuiApplication::palette().color(QPalette::PlaceholderText);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((index.column() == Spans || index.column() == Offset ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

bool ClocksModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != Offset)
        return false;
    const QString written = value.toString().remove(u' ').replace(u'−', u'-');
    const auto quantity = query::quantity((written.startsWith(u'+') ? written.mid(1) : written).toStdString());
    if (quantity.kind != query::Quantity::Kind::Time && !(quantity.kind == query::Quantity::Kind::Plain && quantity.value == 0))
        return false;
    Q_EMIT offsetChosen(index.row(), static_cast<qint64>(std::llround(quantity.value)));
    return true;
}

Qt::ItemFlags ClocksModel::flags(const QModelIndex &index) const
{
    return QAbstractTableModel::flags(index) | (index.column() == Offset ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

QVariant ClocksModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == Spans || section == Offset ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Clock: return tr("Clock");
    case Spans: return tr("Spans");
    case Offset: return tr("Offset");
    default: return tr("Evidence");
    }
}

ClocksPage::ClocksPage(TraceState &state, QWidget *parent)
    : QWidget(parent), m_state(state), m_job(state.context().pool), m_controls(new QWidget),
      m_adjust(new FlatButton(state.context().theme, tr("Adjust clock skew"), FlatButton::Kind::Plain)),
      m_reset(new FlatButton(state.context().theme, tr("All automatic"), FlatButton::Kind::Plain)), m_model(new ClocksModel(this)),
      m_table(new QTreeView(this))
{
    setFocusProxy(m_table);
    m_table->setAccessibleName(tr("Clocks"));
    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setItemDelegate(new WrappedRows(m_table));
    m_table->setWordWrap(true); // evidence is sentences: they are read whole
    m_table->setAlternatingRowColors(true);
    m_table->setObjectName(QStringLiteral("clocks")); // for its row height in the style sheet
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(ClocksModel::Clock, QHeaderView::Stretch);
    m_table->setColumnWidth(ClocksModel::Spans, kSpansWidth);
    m_table->setColumnWidth(ClocksModel::Offset, kOffsetWidth);
    connect(m_table->header(), &QHeaderView::sectionResized, m_table, &QTreeView::doItemsLayout);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ClocksPage::fitColumns);
    fitColumns();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    auto *hint = new ElidedLabel(state.context().theme, tr("Double-click an offset to set it"), this);
    hint->setFont(state.context().theme.small());
    hint->setRole(Role::TextSecondary);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(metrics::kMargin, metrics::kGrid, metrics::kMargin, metrics::kGrid);
    foot->addWidget(hint);
    layout->addLayout(foot);
    m_adjust->setCheckable(true);
    auto *row = new QHBoxLayout(m_controls);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, metrics::kGrid / 2);
    row->setSpacing(metrics::kGrid);
    row->addStretch();
    row->addWidget(m_adjust, 0, Qt::AlignBottom);
    row->addWidget(m_reset, 0, Qt::AlignBottom);

    connect(m_adjust, &QPushButton::clicked, this, [this](bool on) {
        Q_EMIT chosen(on ? analysis::Skew::Adjust : analysis::Skew::Keep, m_state.document() ? m_state.document()->clocks : std::vector<ClockSetting>());
    });
    connect(m_reset, &QPushButton::clicked, this, [this] { Q_EMIT chosen(analysis::Skew::Adjust, {}); });
    connect(m_model, &ClocksModel::offsetChosen, this, [this](int at, qint64 offset) { setOffset(at, offset); });
    connect(m_table, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        const ClockOffset &clock = m_model->clock(index.row());
        m_state.select(clock.evidence != SpanIndex::None ? clock.evidence : clock.first, TraceState::Reveal::Yes);
    });
    connect(m_table, &QTreeView::customContextMenuRequested, this, &ClocksPage::rowMenu);
    connect(&state, &TraceState::documentChanged, this, &ClocksPage::fill);
}

/// Evidence has half of what is left, and none of it where there is none.
void ClocksPage::fitColumns()
{
    bool evidence = false;
    for (int row = 0; row < m_model->rowCount() && !evidence; ++row)
        evidence = !m_model->data(m_model->index(row, ClocksModel::Evidence), Qt::DisplayRole).toString().isEmpty();
    m_table->header()->setSectionResizeMode(ClocksModel::Evidence, evidence ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
}

void ClocksPage::fill()
{
    m_job.cancel();
    const auto document = m_state.document();
    if (!document) {
        m_model->setTrace(nullptr, {}, {});
        return;
    }
    m_adjust->setChecked(document->skew == analysis::Skew::Adjust);
    // Few traces are looked at here, and places are asked of the store while the waterfall waits for its paint.
    m_stale = !isVisible();
    if (m_stale)
        return;
    const auto source = m_state.context().workspace.source();
    struct Answer {
        std::vector<ClockOffset> clocks;
        QStringList places;
    };
    m_job.start(
        [source, document](std::stop_token stop) {
            Answer answer{clockOffsets(*document->table), {}};
            constexpr qsizetype kMostAsked = 500;
            std::vector<telemetry::RecordId> records;
            std::vector<qsizetype> rows;
            for (const ClockOffset &clock : answer.clocks) {
                if (answer.places.size() < kMostAsked && !document->isDerived(clock.first)) {
                    records.push_back(document->columns().record[toInt(clock.first)]);
                    rows.push_back(answer.places.size());
                }
                answer.places.append(QString());
            }
            const auto tags = source ? source->tagValuesOf(telemetry::Table::Spans, records, {"zone", "host", "pod"}, stop)
                                     : base::Result<std::vector<std::vector<std::string>>>(std::vector<std::vector<std::string>>());
            for (std::size_t i = 0; tags && i < tags->size() && i < rows.size(); ++i) {
                QStringList known;
                for (const std::string &value : (*tags)[i])
                    if (!value.empty())
                        known.append(items::textOf(value));
                answer.places[rows[i]] = known.join(QStringLiteral(" · "));
            }
            return answer;
        },
        [this, document](Answer answer) {
            m_model->setTrace(document->table, std::move(answer.clocks), document->clocks);
            m_model->setPlaces(answer.places);
        });
}

void ClocksPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        fill();
}

void ClocksPage::setOffset(int row, Nanos offset)
{
    const auto document = m_state.document();
    if (!document)
        return;
    const ClockOffset &clock = m_model->clock(row);
    std::vector<ClockSetting> settings = document->clocks;
    std::erase_if(settings, [&](const ClockSetting &s) { return isOf(s, clock, *document->table); });
    settings.push_back({std::string(document->table->text(clock.service)), clock.resource, offset});
    Q_EMIT chosen(document->skew, settings);
}

void ClocksPage::setClock(int row, How how)
{
    if (how == How::AsRecorded)
        return setOffset(row, 0);
    const auto document = m_state.document();
    std::vector<ClockSetting> settings = document->clocks;
    std::erase_if(settings, [&](const ClockSetting &s) { return isOf(s, m_model->clock(row), *document->table); });
    Q_EMIT chosen(document->skew, settings);
}

void ClocksPage::rowMenu(QPoint at)
{
    const QModelIndex index = m_table->indexAt(at);
    if (!index.isValid() || !m_state.document())
        return;
    QMenu menu(this);
    menu.addAction(tr("Set the offset…"), this, [this, index] { m_table->edit(index.siblingAtColumn(ClocksModel::Offset)); });
    menu.addAction(tr("As recorded"), this, [this, row = index.row()] { setClock(row, How::AsRecorded); });
    menu.addAction(tr("Automatic"), this, [this, row = index.row()] { setClock(row, How::Automatic); })->setEnabled(m_model->isSet(index.row()));
    menu.exec(m_table->viewport()->mapToGlobal(at));
}

} // namespace triptych::ui
