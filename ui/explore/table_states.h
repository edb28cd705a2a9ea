#pragma once
#include "items/roles.h"
#include "ui/common/context.h"
#include "ui/explore/data_table.h"
#include "ui/explore/result_pane.h"

#include <QScrollBar>
#include <functional>
#include <memory>
#include <utility>

namespace triptych::ui {

/// Ties a table and its model to the pane that shows what stands in their place. `answered` follows each answer. The same
/// question asked again, as live views do, leaves the reader where they were.
template <typename Model>
void connectStates(Context &context, Model *model, ResultPane *pane, DataTable *table, std::function<void()> answered)
{
    constexpr int kRowsSought = 100; // those of the first page are here; others would have to be fetched
    struct Place {
        QString filter, row;
        int scroll = 0;
    };
    pane->setRetry([model] { model->refresh(); });
    QObject::connect(model, &Model::askingChanged, pane,
                     [=](bool asking) { pane->setAsking(asking, model->rowCount() > 0 && pane->showsContent()); });
    auto place = std::make_shared<Place>();
    const auto rowKey = [](const QModelIndex &row) {
        return row.data(items::TraceRole).toString() + u'\n' + row.siblingAtColumn(0).data().toString() + u'\n' + row.siblingAtColumn(2).data().toString();
    };
    QObject::connect(model, &QAbstractItemModel::modelAboutToBeReset, table, [=] {
        place->row = table->currentIndex().isValid() ? rowKey(table->currentIndex()) : QString();
        place->scroll = table->verticalScrollBar()->value();
    });
    QObject::connect(model, &Model::queryAnswered, pane, [=, &context] {
        const QString filter = QString::fromStdString(context.session.filter().text());
        if (filter == std::exchange(place->filter, filter) && !place->row.isEmpty()) {
            for (int row = 0; row < std::min(model->rowCount(), kRowsSought); ++row)
                if (rowKey(model->index(row, 0)) == place->row) {
                    table->setCurrentIndex(model->index(row, 0));
                    break;
                }
            table->verticalScrollBar()->setValue(place->scroll);
        }
        if (model->rowCount() == 0)
            pane->showNothing(context.session.selection());
        else
            pane->showContent();
        if (!table->currentIndex().isValid() && model->rowCount() > 0)
            table->setCurrentIndex(model->index(0, 0));
        answered();
    });
    QObject::connect(model, &Model::queryFailed, pane,
                     [=] { pane->showFailure(*model->error(), [model] { model->refresh(); }); });
}

} // namespace triptych::ui
