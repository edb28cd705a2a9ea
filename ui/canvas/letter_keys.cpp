#include "ui/canvas/letter_keys.h"

#include "ui/common/preferences.h"

#include <QGuiApplication>
#include <QKeyEvent>

namespace triptych::ui {

int placedKey(const QKeyEvent &event, const Preferences *preferences)
{
    static const bool toldPlaces = [] {
        const QString platform = QGuiApplication::platformName();
        return platform == QLatin1String("xcb") || platform.startsWith(QLatin1String("wayland"));
    }();
    const bool byLetter = preferences && preferences->value(preference::kLetterKeys).toBool();
    const int key = event.key();
    if (byLetter || !toldPlaces || event.nativeScanCode() == 0)
        return key;
    switch (event.nativeScanCode()) { // evdev code + 8 of the keys that say WASD on a US keyboard
    case 25: return Qt::Key_W;
    case 38: return Qt::Key_A;
    case 39: return Qt::Key_S;
    case 40: return Qt::Key_D;
    default: break;
    }
    return key == Qt::Key_W || key == Qt::Key_A || key == Qt::Key_S || key == Qt::Key_D ? 0 : key;
}

} // namespace triptych::ui
