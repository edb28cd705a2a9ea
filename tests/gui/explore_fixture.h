#pragma once
#include "fake_source.h"
#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"

#include <QEventLoop>
#include <QSignalSpy>
#include <QTest>

namespace triptych::tests {

/// What the composition gives the parts of the window.
struct ContextFixture {
    base::JobPool pool{2};
    session::Session session;
    ui::Workspace workspace;
    ui::Theme theme;
    ui::ActionCatalog actions;
    ui::Preferences preferences;
    ui::Context context{pool, session, workspace, theme, actions, preferences};
};

/// A page of the explorer over a source, as the composition would make it; `Source` is a FakeSource.
template <typename Page, typename Source = FakeSource> struct ExploreFixture : ContextFixture {
    std::shared_ptr<Source> source = std::make_shared<Source>();
    std::unique_ptr<Page> page;

    bool open()
    {
        workspace.setSource(source);
        page = std::make_unique<Page>(context);
        page->resize(1540, 900);
        page->show();
        return QTest::qWaitForWindowActive(page.get()) && settle();
    }
    /// Waits until no view waits for anything.
    bool settle()
    {
        return QTest::qWaitFor([this] { return !workspace.busy().busy(); });
    }
    QString filter() const { return QString::fromStdString(session.filter().text()); }
};

} // namespace triptych::tests
