#pragma once
#include "ui/common/context.h"
#include "ui/explore/data_table.h"
#include "ui/explore/result_pane.h"

#include <functional>

namespace triptych::ui {

/// Ties a table and its model to the pane that shows what stands in their place. `answered` follows each answer.
template <typename Model>
void connectStates(Context &context, Model *model, ResultPane *pane, DataTable *table, std::function<void()> answered)
{
    QObject::connect(model, &Model::askingChanged, pane,
                     [=](bool asking) { pane->setAsking(asking, model->rowCount() > 0 && pane->showsContent()); });
    QObject::connect(model, &Model::queryAnswered, pane, [=, &context] {
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
