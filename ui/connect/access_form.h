#pragma once
#include "ui/connect/connection_form.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace triptych::ui {

class FlatButton;
class TextLabel;

/// How a server, or all of a connection, is signed in to and reached. Nothing of it is checked by asking.
class AccessForm : public QWidget
{
    Q_OBJECT
public:
    explicit AccessForm(Theme &theme, QWidget *parent = nullptr);
    ServerAccess access() const;
    void setAccess(const ServerAccess &access);
    /// What keeps it from being used; empty: nothing.
    static QString fault(const ServerAccess &access);

Q_SIGNALS:
    void changed(); ///< by the user

private:
    void showRows();
    QWidget *fileField(QLineEdit *edit, const QString &title);

    Theme &m_theme;
    ServerAccess m_access; ///< as it was set: what has no field of its own
    QFormLayout *m_form;
    QComboBox *m_signIn, *m_keep;
    QLineEdit *m_user, *m_secret, *m_tenant, *m_tenantHeader, *m_ca, *m_certificate, *m_key, *m_keyPassword, *m_proxy;
    QPlainTextEdit *m_headers;
    QLabel *m_userLabel, *m_secretLabel, *m_keepLabel, *m_keyPasswordLabel;
    TextLabel *m_warning;
    bool m_setting = false;
};

} // namespace triptych::ui
