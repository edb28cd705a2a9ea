#pragma once
#include "base/error.h"
#include "ui/theme/theme.h"

#include <QVector>
#include <QWidget>
#include <functional>

class QLabel;
class QPushButton;

namespace triptych::ui {

class FlatButton;
class ProgressLine;

/// What a pane shows instead of its content: nothing found (and what to do), loading (with progress), failed (what, and
/// Retry). Plain text.
class StatePane : public QWidget
{
    Q_OBJECT
public:
    struct Action {
        QString text;
        std::function<void()> run;
    };
    explicit StatePane(Theme &theme, QWidget *parent = nullptr);

    /// Buttons in order; the first is the suggested one of an error.
    void showEmpty(const QString &title, const QString &text, const QVector<Action> &actions = {});
    void showLoading(const QString &title, const QString &text = {}, std::function<void()> cancel = {});
    void showError(const QString &title, const QString &text, const QVector<Action> &actions = {});
    void showError(const base::Error &error, std::function<void()> retry = {});
    /// While loading: 0…1, or negative where it is not known.
    void setProgress(double fraction);
    void setText(const QString &text); ///< beneath the title, actions and progress staying

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Kind { Empty, Loading, Error };
    void countDown(QPushButton *button, int seconds);
    void show(Kind kind, const QString &title, const QString &text, const QVector<Action> &actions);

    Theme &m_theme;
    QLabel *m_icon, *m_title, *m_text;
    ProgressLine *m_progress;
    QWidget *m_buttons;
    Kind m_kind = Kind::Empty;
};

} // namespace triptych::ui
