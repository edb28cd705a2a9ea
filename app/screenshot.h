#pragma once
#include "app/composition.h"

#include <QObject>
#include <QTimer>

namespace triptych::app {

/// Writes the picture of the window once it shows all that was asked for: nothing is opened, no view waits, and it
/// stayed so for a while. Ends the program: 0, or 3 where opening or writing failed.
class Screenshot : public QObject
{
    Q_OBJECT
public:
    Screenshot(Composition &composition, const QString &file, QObject *parent = nullptr);

private:
    void look();

    Composition &m_composition;
    QString m_file;
    QTimer m_timer;
    int m_quiet = 0;
};

} // namespace triptych::app
