#include "ui/connect/connection_dialog.h"

#include "ui/common/card.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QUrl>
#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kWidth = 760, kUrlWidth = 260, kKindWidth = 120, kOutcomeWidth = 240, kIcon = 16;

bool isAddress(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == QStringLiteral("http") || url.scheme() == QStringLiteral("https"));
}
} // namespace

ConnectionDialog::ConnectionDialog(Theme &theme, const std::array<QVector<ServerKind>, 3> &kinds, QWidget *parent)
    : QDialog(parent), m_theme(theme), m_name(new QLineEdit), m_user(new QLineEdit), m_secret(new QLineEdit), m_tenant(new QLineEdit), m_ca(new QLineEdit),
      m_signIn(new QComboBox), m_keep(new QComboBox), m_userLabel(new QLabel), m_secretLabel(new QLabel), m_keepLabel(new QLabel(tr("Secret"))),
      m_warning(new TextLabel(theme, QString(), theme.text(), Role::Warning)), m_problem(new TextLabel(theme, QString(), theme.text(), Role::Error)),
      m_test(new FlatButton(theme, tr("Test connection"))), m_connect(new FlatButton(theme, tr("Save and connect"), FlatButton::Kind::Soft))
{
    setWindowTitle(tr("Connection"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    column->setSpacing(metrics::kMargin);
    auto *head = new QHBoxLayout;
    m_name->setPlaceholderText(tr("Name, e.g. prod-eu"));
    m_name->setAccessibleName(tr("Name of the connection"));
    head->addWidget(m_name, 1);
    head->addWidget(m_test);
    column->addLayout(head);
    column->addWidget(serverRows(kinds));
    column->addWidget(signInRows());
    for (TextLabel *label : {m_warning, m_problem}) {
        label->setWordWrap(true);
        label->hide();
        column->addWidget(label);
    }
    column->addStretch(1);
    auto *buttons = new QHBoxLayout;
    auto *grafana = new FlatButton(theme, tr("Import from Grafana…"), FlatButton::Kind::Plain);
    auto *cancel = new FlatButton(theme, tr("Cancel"));
    buttons->addWidget(grafana);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_connect);
    column->addLayout(buttons);
    m_connect->setDefault(true);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(grafana, &QPushButton::clicked, this, &ConnectionDialog::grafanaRequested);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::testRequested);
    connect(m_connect, &QPushButton::clicked, this, &ConnectionDialog::connectRequested);
    for (QLineEdit *edit : {m_name, m_user, m_secret})
        connect(edit, &QLineEdit::textChanged, this, &ConnectionDialog::check);
    resize(kWidth, sizeHint().height());
    showSignIn();
    check();
}

QWidget *ConnectionDialog::serverRows(const std::array<QVector<ServerKind>, 3> &kinds)
{
    auto *card = new Card(m_theme);
    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    grid->setHorizontalSpacing(metrics::kMargin);
    grid->setVerticalSpacing(metrics::kPadding);
    grid->setColumnStretch(2, 1);
    const QString names[] = {tr("Traces"), tr("Logs"), tr("Metrics")};
    for (int i = 0; i < 3; ++i) {
        Row &row = m_rows[static_cast<std::size_t>(i)];
        row = {new QComboBox, new QLineEdit, new QLabel, new TextLabel(m_theme, QString(), m_theme.text(), Role::TextSecondary)};
        row.kind->addItem(tr("none"), QString());
        for (const ServerKind &kind : kinds[static_cast<std::size_t>(i)])
            row.kind->addItem(kind.title, kind.name);
        row.kind->setMinimumWidth(kKindWidth);
        row.kind->setAccessibleName(tr("%1: kind of server").arg(names[i]));
        row.url->setPlaceholderText(QStringLiteral("https://"));
        row.url->setMinimumWidth(kUrlWidth);
        row.url->setFont(m_theme.mono());
        row.url->setAccessibleName(tr("%1: address").arg(names[i]));
        row.icon->setFixedSize(kIcon, kIcon);
        row.outcome->setWordWrap(true);
        row.outcome->setMinimumWidth(kOutcomeWidth);
        grid->addWidget(new TextLabel(m_theme, names[i], m_theme.text(), Role::TextSecondary), i, 0);
        grid->addWidget(row.kind, i, 1);
        grid->addWidget(row.url, i, 2);
        grid->addWidget(row.icon, i, 3);
        grid->addWidget(row.outcome, i, 4);
        connect(row.kind, &QComboBox::currentIndexChanged, this, &ConnectionDialog::check);
        connect(row.url, &QLineEdit::textChanged, this, &ConnectionDialog::check);
    }
    return card;
}

QWidget *ConnectionDialog::signInRows()
{
    auto *card = new Card(m_theme);
    auto *form = new QFormLayout(card);
    form->setContentsMargins(metrics::kMargin, metrics::kMargin, metrics::kMargin, metrics::kMargin);
    for (const QString &text : {tr("without signing in"), tr("user and password"), tr("bearer token"), tr("API key in a header")})
        m_signIn->addItem(text);
    for (const QString &text : {tr("in the keychain"), tr("in a file that only you can read"), tr("in an environment variable")})
        m_keep->addItem(text);
    m_secret->setEchoMode(QLineEdit::Password);
    m_tenant->setPlaceholderText(tr("X-Scope-OrgID; only where tenants are told apart"));
    form->addRow(tr("Sign in"), m_signIn);
    form->addRow(m_userLabel, m_user);
    form->addRow(m_keepLabel, m_keep);
    form->addRow(m_secretLabel, m_secret);
    form->addRow(tr("Tenant"), m_tenant);
    auto *ca = new QHBoxLayout;
    m_ca->setPlaceholderText(tr("PEM file of your own authority; empty: the system's"));
    auto *choose = new FlatButton(m_theme, tr("Choose…"));
    ca->addWidget(m_ca, 1);
    ca->addWidget(choose);
    form->addRow(tr("Certificates"), ca);
    connect(choose, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Certificates of an Authority"), {}, tr("PEM (*.pem *.crt);;All files (*)"));
        if (!file.isEmpty())
            m_ca->setText(file);
    });
    connect(m_signIn, &QComboBox::currentIndexChanged, this, &ConnectionDialog::showSignIn);
    connect(m_keep, &QComboBox::currentIndexChanged, this, &ConnectionDialog::showSignIn);
    return card;
}

void ConnectionDialog::showSignIn()
{
    const auto how = static_cast<ConnectionForm::SignIn>(m_signIn->currentIndex());
    const auto keep = static_cast<ConnectionForm::Keep>(m_keep->currentIndex());
    const bool named = how == ConnectionForm::SignIn::Password || how == ConnectionForm::SignIn::Key, secret = how != ConnectionForm::SignIn::None;
    const bool variable = keep == ConnectionForm::Keep::Environment;
    m_userLabel->setText(how == ConnectionForm::SignIn::Key ? tr("Header") : tr("User"));
    m_secretLabel->setText(variable                                    ? tr("Variable")
                           : how == ConnectionForm::SignIn::Password ? tr("Password")
                           : how == ConnectionForm::SignIn::Key      ? tr("Key")
                                                                     : tr("Token"));
    m_secret->setEchoMode(variable ? QLineEdit::Normal : QLineEdit::Password);
    for (QWidget *widget : {static_cast<QWidget *>(m_userLabel), static_cast<QWidget *>(m_user)})
        widget->setVisible(named);
    for (QWidget *widget : {static_cast<QWidget *>(m_secretLabel), static_cast<QWidget *>(m_secret), static_cast<QWidget *>(m_keepLabel), static_cast<QWidget *>(m_keep)})
        widget->setVisible(secret);
    m_warning->setText(tr("The file is not encrypted: whoever can read your home folder, or a backup of it, can read the secret."));
    m_warning->setVisible(secret && keep == ConnectionForm::Keep::File);
    check();
}

void ConnectionDialog::check()
{
    bool some = false, good = true;
    for (const Row &row : m_rows) {
        const bool used = !row.kind->currentData().toString().isEmpty();
        row.url->setEnabled(used);
        some = some || used;
        good = good && (!used || isAddress(row.url->text()));
    }
    if (static_cast<ConnectionForm::SignIn>(m_signIn->currentIndex()) != ConnectionForm::SignIn::None)
        good = good && !m_secret->text().isEmpty();
    m_test->setEnabled(some && good);
    m_connect->setEnabled(some && good && !m_name->text().trimmed().isEmpty());
    m_problem->hide();
}

ConnectionForm ConnectionDialog::form() const
{
    ConnectionForm out;
    out.name = m_name->text().trimmed();
    for (int i = 0; i < 3; ++i) {
        const Row &row = m_rows[static_cast<std::size_t>(i)];
        out.servers[i] = {row.kind->currentData().toString(), row.url->text().trimmed()};
    }
    out.signIn = static_cast<ConnectionForm::SignIn>(m_signIn->currentIndex());
    out.user = m_user->text();
    out.secret = m_secret->text();
    out.keep = static_cast<ConnectionForm::Keep>(m_keep->currentIndex());
    out.tenant = m_tenant->text().trimmed();
    out.caFile = m_ca->text().trimmed();
    return out;
}

void ConnectionDialog::setForm(const ConnectionForm &form)
{
    m_name->setText(form.name);
    for (int i = 0; i < 3; ++i) {
        const Row &row = m_rows[static_cast<std::size_t>(i)];
        row.kind->setCurrentIndex(std::max(0, row.kind->findData(form.servers[i].kind)));
        row.url->setText(form.servers[i].url);
    }
    m_signIn->setCurrentIndex(static_cast<int>(form.signIn));
    m_user->setText(form.user);
    m_secret->setText(form.secret);
    m_keep->setCurrentIndex(static_cast<int>(form.keep));
    m_tenant->setText(form.tenant);
    m_ca->setText(form.caFile);
}

void ConnectionDialog::setOutcome(int row, Outcome outcome, const QString &text)
{
    Row &r = m_rows[static_cast<std::size_t>(row)];
    const QString icon = outcome == Outcome::Testing ? QStringLiteral("clock") : outcome == Outcome::Good ? QStringLiteral("check") : QStringLiteral("warning");
    const Role role = outcome == Outcome::Testing ? Role::TextSecondary : outcome == Outcome::Good ? Role::Ok : Role::Error;
    r.icon->setPixmap(text.isEmpty() ? QPixmap() : m_theme.icon(icon, role).pixmap(QSize(kIcon, kIcon), devicePixelRatioF()));
    r.outcome->setRole(outcome == Outcome::Bad ? Role::Error : Role::TextSecondary);
    r.outcome->setText(text);
}

void ConnectionDialog::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

} // namespace triptych::ui
