#pragma once
#include <QString>
#include <QVector>

namespace triptych::ui {

/// What the import pane shows of an import; made by the composition from the importer's own report. Values.

struct ImportLine {
    enum class State { Waiting, Running, Done, Losses, Skipped, Failed };
    QString name, format; ///< format for people; empty while unknown
    QString count;        ///< "341,209 spans", "11 of 90,412 lines unreadable"
    double fraction = 0;  ///< 0…1; negative: not known
    State state = State::Waiting;
    QString path{}; ///< the whole of a name that is shown from where it was opened
};

/// Records of one file that could not be read.
struct ImportLosses {
    QString title; ///< "11 records of app/payment.log could not be read; the other 90,401 were kept"
    struct Row {
        QString place, reason, excerpt;
        QString count;
    };
    QVector<Row> rows;
    QString total; ///< "11": also those whose place was not kept
    bool kept = false; ///< nothing was lost: remarks only
    QString path{};    ///< the whole, where the title names less
};

struct ImportView {
    enum class State { Running, Done, Stopped, Failed };
    QString title;  ///< "Importing customer-4471-bundle.tar.gz"
    QString detail; ///< "612 of 1,040 MB · 318 MB/s · about 2 s left · 341,209 spans, 702,114 lines so far"
    double fraction = 0;
    State state = State::Running;
    QVector<ImportLine> files;
    QVector<ImportLosses> losses;
    QString report; ///< the whole, as text to copy
};

} // namespace triptych::ui
