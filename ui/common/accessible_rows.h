#pragma once
#include <QAccessible>
#include <QRect>
#include <cstdint>
#include <memory>

class QWidget;

namespace triptych::ui {

/// What a view that paints its rows itself tells of them to assistive technology. Rows are known by number only, so that a
/// million of them cost nothing until they are asked for. GUI thread; dies with its view.
class AccessibleRows
{
public:
    virtual ~AccessibleRows() = default;
    virtual QWidget *view() const = 0;     ///< has the focus
    virtual QWidget *viewport() const = 0; ///< rects and points are of it
    virtual qint64 count() const = 0;
    virtual QString text(int row) const = 0;
    virtual QRect rect(int row) const = 0;
    virtual int at(const QPoint &point) const = 0; ///< -1: no row
    virtual int current() const = 0;               ///< -1: none
    virtual void press(int row) = 0;
    /// Beyond selected and focused: expanded, invisible.
    virtual void addState(int, QAccessible::State &) const {}
    /// Rows of another version are other rows.
    virtual std::uint64_t version() const { return 0; }
};

/// The interface of a view over its rows; `list` and `row` are their roles.
QAccessibleInterface *accessibleRows(std::unique_ptr<AccessibleRows> rows, QAccessible::Role list, QAccessible::Role row);

} // namespace triptych::ui
