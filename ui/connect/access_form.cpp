#include "ui/connect/access_form.h"

#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace triptych::ui {

namespace {
constexpr int kHeaderLines = 2;

using SignIn = ServerAccess::SignIn;
using Keep = ServerAccess::Keep;

bool hasName(SignIn how)
{
    return how == SignIn::Password || how == SignIn::Key;
}
} // namespace

AccessForm::AccessForm(Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_form(new QFormLayout(this)), m_signIn(new QComboBox), m_keep(new QComboBox), m_user(new QLineEdit), m_secret(new QLineEdit),
      m_tenant(new QLineEdit), m_tenantHeader(new QLineEdit), m_ca(new QLineEdit), m_certificate(new QLineEdit), m_key(new QLineEdit), m_keyPassword(new QLineEdit), m_proxy(new QLineEdit),
      m_headers(new QPlainTextEdit), m_userLabel(new QLabel), m_secretLabel(new QLabel), m_keepLabel(new QLabel(tr("Kept"))), m_keyPasswordLabel(new QLabel),
      m_warning(new TextLabel(theme, tr("The file is not encrypted: whoever can read your home folder, or a backup of it, can read the secret."), theme.small(), Role::Warning))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(metrics::kGrid);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    for (const QString &text : {tr("without signing in"), tr("user and password"), tr("bearer token"), tr("API key in a header")})
        m_signIn->addItem(text);
    for (const QString &text : {tr("in the keychain"), tr("in a file that only you can read"), tr("in an environment variable")})
        m_keep->addItem(text);
    m_warning->setWordWrap(true);
    m_form->addRow(tr("Sign in"), m_signIn);
    m_form->addRow(m_userLabel, m_user);
    m_form->addRow(m_secretLabel, m_secret);
    m_form->addRow(m_keepLabel, m_keep);
    m_form->addRow(QString(), m_warning);

    auto *tenant = new QWidget;
    auto *across = new QHBoxLayout(tenant);
    across->setContentsMargins(0, 0, 0, 0);
    m_tenant->setPlaceholderText(tr("only where tenants are told apart"));
    m_tenant->setAccessibleName(tr("Tenant"));
    m_tenantHeader->setPlaceholderText(QStringLiteral("X-Scope-OrgID"));
    m_tenantHeader->setAccessibleName(tr("Header of the tenant"));
    across->addWidget(m_tenant, 3);
    across->addWidget(new QLabel(tr("in header")));
    across->addWidget(m_tenantHeader, 2);
    m_form->addRow(tr("Tenant"), tenant);

    m_headers->setPlaceholderText(tr("Name: value, a line each; sent with every request"));
    m_headers->setTabChangesFocus(true);
    m_headers->setAccessibleName(tr("Headers"));
    m_headers->setFont(theme.mono());
    m_headers->setFixedHeight(kHeaderLines * QFontMetrics(theme.mono()).lineSpacing() + 2 * metrics::kPadding);
    m_form->addRow(tr("Headers"), m_headers);
    m_ca->setPlaceholderText(tr("PEM of your own authority; empty: the system's"));
    m_certificate->setPlaceholderText(tr("PEM; where the server wants to know you by one"));
    m_key->setPlaceholderText(tr("PEM of the certificate's key"));
    m_proxy->setPlaceholderText(tr("http://… or socks5://…; none; empty: the system's"));
    m_form->addRow(tr("Authority"), fileField(m_ca, tr("Certificates of an Authority")));
    m_form->addRow(tr("Certificate"), fileField(m_certificate, tr("Your Certificate")));
    m_form->addRow(tr("Its key"), fileField(m_key, tr("Key of Your Certificate")));
    m_form->addRow(m_keyPasswordLabel, m_keyPassword);
    m_form->addRow(tr("Proxy"), m_proxy);
    for (auto [edit, name] : {std::pair(m_ca, tr("Authority")), {m_certificate, tr("Certificate")}, {m_key, tr("Key of the certificate")}, {m_keyPassword, tr("Password of the key")}, {m_proxy, tr("Proxy")}, {m_secret, tr("Secret")}, {m_user, tr("User")}})
        edit->setAccessibleName(name);

    const auto told = [this] {
        if (!m_setting)
            Q_EMIT changed();
    };
    for (QLineEdit *edit : {m_user, m_secret, m_tenant, m_tenantHeader, m_ca, m_certificate, m_key, m_keyPassword, m_proxy})
        connect(edit, &QLineEdit::textChanged, this, told);
    connect(m_key, &QLineEdit::textChanged, this, &AccessForm::showRows);
    connect(m_headers, &QPlainTextEdit::textChanged, this, told);
    for (QComboBox *box : {m_signIn, m_keep})
        connect(box, &QComboBox::currentIndexChanged, this, [this, told] {
            showRows();
            told();
        });
    showRows();
}

QWidget *AccessForm::fileField(QLineEdit *edit, const QString &title)
{
    auto *field = new QWidget;
    auto *across = new QHBoxLayout(field);
    across->setContentsMargins(0, 0, 0, 0);
    auto *choose = FlatButton::iconOnly(m_theme, QStringLiteral("open"), tr("Choose a file"));
    across->addWidget(edit, 1);
    across->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this, edit, title] {
        auto *dialog = new QFileDialog(this, title, {}, tr("PEM (*.pem *.crt *.key);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, edit, &QLineEdit::setText);
        dialog->open();
    });
    return field;
}

void AccessForm::showRows()
{
    const auto how = static_cast<SignIn>(m_signIn->currentIndex());
    const auto keep = static_cast<Keep>(m_keep->currentIndex());
    const bool variable = keep == Keep::Environment, secret = how != SignIn::None;
    m_userLabel->setText(how == SignIn::Key ? tr("Header") : tr("User"));
    m_secretLabel->setText(variable ? tr("Variable") : how == SignIn::Password ? tr("Password") : how == SignIn::Key ? tr("Key") : tr("Token"));
    m_secret->setEchoMode(variable ? QLineEdit::Normal : QLineEdit::Password);
    const auto held = [variable](const QString &keptAs, Keep keptIn) {
        return variable ? tr("name of the variable") : keptAs.isEmpty() ? QString() : keptIn == Keep::Keychain ? tr("kept in the keychain; type to replace it") : tr("kept in the file; type to replace it");
    };
    m_secret->setPlaceholderText(held(m_access.keptAs, m_access.keptIn));
    const bool key = !m_key->text().trimmed().isEmpty();
    const QString keyHeld = held(m_access.keyKeptAs, m_access.keyKeptIn);
    m_keyPasswordLabel->setText(variable ? tr("Key's variable") : tr("Key's password"));
    m_keyPassword->setEchoMode(variable ? QLineEdit::Normal : QLineEdit::Password);
    m_keyPassword->setPlaceholderText(keyHeld.isEmpty() ? tr("only where the key is locked; kept where the secret is") : keyHeld);
    m_keyPasswordLabel->setVisible(key);
    m_keyPassword->setVisible(key);
    for (QWidget *widget : {static_cast<QWidget *>(m_userLabel), static_cast<QWidget *>(m_user)})
        widget->setVisible(hasName(how));
    for (QWidget *widget : {static_cast<QWidget *>(m_secretLabel), static_cast<QWidget *>(m_secret)})
        widget->setVisible(secret);
    m_keepLabel->setVisible(secret || key);
    m_keep->setVisible(secret || key);
    m_warning->setVisible((secret || key) && keep == Keep::File);
}

ServerAccess AccessForm::access() const
{
    ServerAccess out = m_access;
    out.signIn = static_cast<SignIn>(m_signIn->currentIndex());
    out.keep = static_cast<Keep>(m_keep->currentIndex());
    out.user = m_user->text().trimmed();
    out.secret = m_secret->text();
    out.tenant = m_tenant->text().trimmed();
    out.tenantHeader = m_tenantHeader->text().trimmed();
    out.headers = m_headers->toPlainText();
    out.caFile = m_ca->text().trimmed();
    out.certificateFile = m_certificate->text().trimmed();
    out.keyFile = m_key->text().trimmed();
    out.keyPassword = m_keyPassword->text();
    out.proxy = m_proxy->text().trimmed();
    return out;
}

void AccessForm::setAccess(const ServerAccess &access)
{
    m_setting = true;
    m_access = access;
    m_signIn->setCurrentIndex(static_cast<int>(access.signIn));
    m_keep->setCurrentIndex(static_cast<int>(access.keep));
    m_user->setText(access.user);
    m_secret->setText(access.secret);
    m_tenant->setText(access.tenant);
    m_tenantHeader->setText(access.tenantHeader);
    m_headers->setPlainText(access.headers);
    m_ca->setText(access.caFile);
    m_certificate->setText(access.certificateFile);
    m_key->setText(access.keyFile);
    m_keyPassword->setText(access.keyPassword);
    m_proxy->setText(access.proxy);
    showRows();
    m_setting = false;
}

QString AccessForm::fault(const ServerAccess &access)
{
    if (hasName(access.signIn) && access.user.isEmpty())
        return access.signIn == SignIn::Key ? tr("The header of the API key is missing") : tr("The user is missing");
    const bool kept = !access.keptAs.isEmpty() && access.keep != Keep::Environment;
    if (access.signIn != SignIn::None && access.secret.isEmpty() && !kept)
        return access.keep == Keep::Environment ? tr("The name of the variable is missing") : tr("The secret is missing");
    return headersFault(access.headers);
}

} // namespace triptych::ui
