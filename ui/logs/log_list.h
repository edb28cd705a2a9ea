#pragma once
#include "items/log_places.h"
#include "items/logs_model.h"
#include "items/rule_colours.h"
#include "ui/common/context.h"
#include "ui/logs/text_pick.h"

#include <QAbstractScrollArea>
#include <optional>

class QMenu;

namespace triptych::ui {

class DataHeader;
class LogRecord;
class OverviewBar;

/// Lines of a log, one a row, millions of them: only rows in view are asked for, laid out and painted. The position is
/// a row and pixels into it, so that wrapped lines and an opened record cost nothing elsewhere. GUI thread.
class LogList : public QAbstractScrollArea
{
    Q_OBJECT
public:
    enum class Times { Absolute, Relative, Delta };
    static constexpr qint64 kMostCopied = 10'000; ///< lines in one selection
    LogList(Context &context, items::LogsModel &lines, items::LogPlaces &places, QWidget *parent = nullptr);

    qint64 current() const { return m_current; }
    void setCurrent(qint64 row);
    qint64 firstVisible() const { return m_top; }
    void showRow(qint64 row); ///< in the middle unless it is in view
    /// Whether a move takes the lines between along into the selection.
    enum class Select { Line, Range };
    void moveBy(qint64 rows, Select select = Select::Line);
    void movePage(double pages, Select select = Select::Line);
    void moveTo(qint64 row, Select select = Select::Line);

    bool wraps() const { return m_wrap; }
    void setWrap(bool wrap);
    Times times() const { return m_times; }
    void setTimes(Times times);
    std::optional<telemetry::Nanos> reference() const { return m_reference; }
    /// Times count from the current line.
    void setReferenceHere();
    void zoomText(int steps); ///< 0: back to the usual size
    /// Whether the newest line stays in view as lines come: the last, or the first where the newest stand first.
    bool follows() const { return m_follow == Follow::On; }
    /// Scrolling away from the newest line suspends it, coming back to it goes on.
    void setFollow(bool follow);
    /// The record of `row` opens under its line, or closes.
    void toggleRecord(qint64 row);
    qint64 openRow() const { return m_open; }
    void copyLines();
    /// Text of a line's message that is selected: by dragging in it, a double-click on a word, or the keys for words.
    const TextPick &picked() const { return m_pick; }
    QString pickedText() const;
    enum class Way { Forward, Backward };
    void pickWord(Way way);
    /// The number typed before a command ("12g"), once.
    std::optional<qint64> takeCount();

    qint64 rowCount() const { return rows(); }
    qint64 rowAt(const QPoint &viewportPoint) const { return hitAt(viewportPoint).row; }
    /// A line in words, for who cannot see it.
    QString describe(qint64 row) const;
    QRect rowRect(qint64 row) const; ///< in the viewport; empty if the row is not in view

Q_SIGNALS:
    void currentChanged(qint64 row);
    void traceWanted(qint64 row); ///< Enter, or a click on the trace id
    void menuRequested(QMenu *menu, qint64 row, int column);
    void headerMenuRequested(QMenu *menu, int column);
    void stateChanged(); ///< wrap, times, reference or follow

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Hit {
        qint64 row = -1;
        int column = -1;
        bool chevron = false;
    };
    // geometry, log_list.cpp
    qint64 rows() const { return m_lines.total(); }
    int lineHeight() const;
    int lineCount(qint64 row) const;
    int heightOf(qint64 row) const;
    QRect columnRect(int column, int y, int height) const;
    Hit hitAt(const QPoint &at) const;
    QString messageOf(qint64 row) const;
    qsizetype letterAt(qint64 row, const QPoint &at) const;
    void scrollBy(int pixels);
    void clampTop();
    void syncBar();
    void fitColumns();
    void placeRecord();
    void reset();
    void keepTop();
    qint64 newestRow() const;
    void showNewest();
    void suspendFollow();
    void resumeFollow(); ///< if it was suspended and the newest line is in view again
    // painting, log_list_paint.cpp
    void paintRow(QPainter &painter, qint64 row, const QRect &rect) const;
    void paintMessage(QPainter &painter, qint64 row, const QString &text, const QRect &cell) const;
    void paintSpanOfText(QPainter &painter, const QString &text, const TextPick &picked, int x, int y) const;
    void paintCount(QPainter &painter) const;
    QString timeText(qint64 row, const items::LogLine &line) const;
    QFont mono() const;

    Context &m_context;
    items::LogsModel &m_lines;
    items::LogPlaces &m_places;
    items::RuleColouring m_colours;
    DataHeader *m_header;
    OverviewBar *m_bar;
    LogRecord *m_record = nullptr;
    qint64 m_top = 0, m_current = -1, m_anchor = -1, m_open = -1, m_hovered = -1;
    qint64 m_shown = -1; ///< the row last brought into view, until the user scrolls
    int m_offset = 0; ///< pixels of m_top above the view
    int m_fontStep = 0;
    bool m_wrap = false, m_syncing = false, m_picking = false;
    enum class Follow { Off, On, Suspended };
    Follow m_follow = Follow::Off;
    telemetry::RecordId m_keptTop = telemetry::RecordId::None; ///< the line at the top of the view while lines come above it
    TextPick m_pick;
    qint64 m_count = 0; ///< typed so far; 0 none
    Times m_times = Times::Absolute;
    std::optional<telemetry::Nanos> m_reference;
};

} // namespace triptych::ui
