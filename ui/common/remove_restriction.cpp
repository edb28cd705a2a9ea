#include "ui/common/remove_restriction.h"

#include <QCoreApplication>

namespace triptych::ui {

StatePane::Action removeRestriction(session::Session &session)
{
    const bool filter = !session.filter().empty(), range = session.range().has_value();
    const char *const words = filter && range ? QT_TRANSLATE_NOOP("removeRestriction", "Remove filter and range")
                              : range         ? QT_TRANSLATE_NOOP("removeRestriction", "Remove range")
                                              : QT_TRANSLATE_NOOP("removeRestriction", "Remove filter");
    return {QCoreApplication::translate("removeRestriction", words), [&session] {
                session.setFilter({});
                session.setRange(std::nullopt);
            }};
}

} // namespace triptych::ui
