#pragma once
#include "ui/theme/theme.h"

#include <QVector>
#include <QWidget>

class QVBoxLayout;

namespace triptych::ui {

class Card;

/// Something opened before.
struct RecentItem {
    QString path;   ///< what to open again
    QString name;   ///< how it is called
    QString detail; ///< "412 MB · 561 k spans, 1.2 M lines"
    QString when;   ///< "yesterday"
    bool connection = false; ///< servers, not a file
    bool operator==(const RecentItem &) const = default;
};

/// The first page: drop or open files, the demo, and what was open last.
class StartPage : public QWidget
{
    Q_OBJECT
public:
    explicit StartPage(Theme &theme, QWidget *parent = nullptr);
    void setRecent(const QVector<RecentItem> &items);
    void setDropping(bool dropping); ///< files are dragged over the window

Q_SIGNALS:
    void openRequested();
    void pasteRequested();
    void demoRequested();
    void connectRequested();
    void recentChosen(const QString &path);
    void recentForgotten(const QString &path);
    void connectionEdited(const QString &name);

private:
    QWidget *header();
    QWidget *dropZone();
    QWidget *cards();
    QWidget *card(const QString &icon, const QString &title, const QString &words, class FlatButton *button);
    QWidget *hints();

    Theme &m_theme;
    Card *m_drop = nullptr, *m_recentCard = nullptr;
    QWidget *m_recentTitle = nullptr;
    QVBoxLayout *m_recentRows = nullptr;
};

} // namespace triptych::ui
