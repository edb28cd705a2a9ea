#pragma once
#include <QKeySequence>
#include <QLineEdit>

namespace triptych::ui {

/// Takes the next key that is pressed, whatever it would do elsewhere, instead of its letter. Esc lets go; Tab leaves.
class KeyRecorder : public QLineEdit
{
    Q_OBJECT
public:
    explicit KeyRecorder(QWidget *parent = nullptr);
    const QKeySequence &recorded() const { return m_recorded; }
    void forget();

Q_SIGNALS:
    void recordedChanged(const QKeySequence &key); ///< empty: let go

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QKeySequence m_recorded;
};

} // namespace triptych::ui
