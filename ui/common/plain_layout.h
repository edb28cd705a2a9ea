#pragma once
#include <QSplitter>
#include <QVBoxLayout>

/// Containers of panes, which bring their own margins and lines.
namespace triptych::ui {

/// A column without margins or gaps.
inline QVBoxLayout *tight(QWidget *parent)
{
    auto *layout = new QVBoxLayout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    return layout;
}

/// A splitter whose handles are lines; its panes cannot be dragged away.
inline QSplitter *thin(Qt::Orientation orientation)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

} // namespace triptych::ui
