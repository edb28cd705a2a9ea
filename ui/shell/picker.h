#pragma once
#include "ui/theme/theme.h"

#include <QDialog>
#include <QVector>
#include <functional>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace triptych::ui {

/// One line to choose.
struct PickerItem {
    QString text, detail; ///< detail in grey at the right: a key, a count
    std::function<void()> run;
    bool always = false; ///< shown first, whatever is typed: it was made of what is typed
};

/// A line to type in and the list that fits it, best first: the command palette and go-to. Enter runs, Esc closes.
class Picker : public QDialog
{
    Q_OBJECT
public:
    Picker(Theme &theme, const QString &title, const QString &placeholder, QWidget *parent);
    void setItems(const QVector<PickerItem> &items);
    QString typed() const;
    void setTyped(const QString &text);
    /// Texts of the rows shown, best first.
    QStringList shown() const;
    /// What stands in the list where nothing fits what is typed.
    void setNothing(const QString &text) { m_nothing = text; }

Q_SIGNALS:
    void typedChanged(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void filter();
    void choose(int row);

    Theme &m_theme;
    QLineEdit *m_line;
    QListView *m_list;
    QStandardItemModel *m_model;
    QString m_nothing;
    QVector<PickerItem> m_items;
    QVector<int> m_rows; ///< shown row → item
};

} // namespace triptych::ui
