#pragma once
#include "base/result.h"
#include "session/session.h"
#include "ui/theme/theme.h"

#include <QSize>
#include <QStringList>
#include <optional>

namespace triptych::app {

/// What the user asked to see, whether by arguments, a triptych:// link, a drop or a dialog: one value.
struct OpenRequest {
    QStringList paths;   ///< files, folders, archives to import, or one saved store
    QString store;       ///< a saved store
    QStringList sources; ///< servers, each as KIND=URL
    QStringList profiles; ///< saved connections, opened side by side
    bool demo = false;
    QString filter;
    QString trace, span; ///< ids in any spelling
    QString sideA, sideB; ///< of the compare page, as session::sideText() writes them
    std::optional<session::Page> page;
    std::optional<ui::Theme::Mode> theme;
    QSize size;          ///< of the window; empty: as it was
    bool resetLayout = false;
    QString screenshot;  ///< write the picture when fully drawn, then end
    QString drawSvg;     ///< no window: draw this SVG file into `screenshot`
    bool help = false, version = false;

    bool opensSomething() const { return demo || !sources.isEmpty() || !profiles.isEmpty() || !paths.isEmpty() || !store.isEmpty(); }
};

/// Reads the program's arguments (without its name). Errors: BadQuery, with the argument at fault.
base::Result<OpenRequest> requestFromArguments(const QStringList &arguments);
/// `triptych://open?path=…&filter=…&trace=…&span=…&view=…`. Errors: BadQuery.
base::Result<OpenRequest> requestFromLink(const QString &link);
/// The same state as a link.
QString linkOf(const OpenRequest &request);
/// What `--help` prints.
QString usage();

} // namespace triptych::app
