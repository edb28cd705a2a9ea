#pragma once
#include "ui/common/context.h"
#include "ui/shell/action_catalog.h"

#include <QSet>
#include <QVector>

class QSplitter;

namespace triptych::ui {

class PaneFocus;

/// The panes of one page: which are shown, whether one fills the page alone, how they share its room; remembered per
/// named layout. They stay in the page's splitters instead of QDockWidgets: a dock brings a title bar, a frame and a
/// thick separator of the desktop's style, where panes of the look touch and are divided by one line, and docks belong
/// to the window while panes belong to their page. GUI thread; owned by the page.
class Panes : public QObject
{
    Q_OBJECT
public:
    struct Pane {
        QString id, title;
        QWidget *widget;
        QWidget *keys;    ///< takes the focus for the pane
        KeyScope scope;   ///< whose keys its help lists first
        QString help;     ///< what it shows, in a sentence
        enum class Side { Main, Drawer } side = Side::Main; ///< Q shows and hides the drawers
    };
    /// `root` holds every pane; what stands around it is not touched.
    Panes(Context &context, const QString &page, QWidget *root);

    void add(const Pane &pane);
    /// A splitter whose sizes are remembered; `usual` are those of the default layout.
    void addSplitter(const QString &id, QSplitter *splitter, const QList<int> &usual);
    /// Shows everything as remembered; once, when all was added.
    void start();

    const QVector<Pane> &all() const { return m_panes; }
    const Pane *find(const QString &id) const;
    bool isShown(const QString &id) const;
    void setShown(const QString &id, bool shown);
    QString alone() const { return m_alone; }
    /// The pane fills the page; the same again, or none, brings the others back.
    void setAlone(const QString &id);
    bool drawerShown() const;
    void toggleDrawer();
    /// The pane with the focus; without one, the main pane.
    const Pane *current() const;
    void cycle(int step);
    void restoreDefault();
    /// The user moved this splitter, now or in an earlier session: nobody else resizes it.
    bool isSized(const QSplitter *splitter) const;
    /// A pane went to another splitter of the page.
    void rearranged() { apply(); }

Q_SIGNALS:
    void changed();

private:
    struct Split {
        QString id;
        QSplitter *splitter;
        QList<int> usual;
        bool sized = false;
    };
    QString key() const;
    void load();
    void save();
    void apply();

    Context &m_context;
    QString m_page;
    QWidget *m_root;
    PaneFocus *m_focus;
    QVector<Pane> m_panes;
    QVector<Split> m_splits;
    QSet<QString> m_hidden;
    QString m_alone;
    bool m_loading = false;
};

} // namespace triptych::ui
