#pragma once
#include "sources/profile.h"
#include "ui/connect/connection_form.h"

#include <array>
#include <optional>

/// Connections as the dialog shows them, and as they are saved.
namespace triptych::app {

/// The kinds of server that hold traces, logs, metrics: what each row of the dialog offers.
std::array<QVector<ui::ServerKind>, ui::ConnectionForm::kServers> serverKinds();

ui::ConnectionForm formOf(const sources::Profile &profile);

/// A connection to be saved or tested. Typed secrets are in its credentials.
struct Draft {
    struct Kept {
        sources::SecretPlace place;
        std::string key;
    };
    sources::Profile profile;
    std::vector<std::optional<Kept>> kept; ///< of each server: where its secret is, if none was typed
    std::vector<int> rows;                 ///< of each server: the row it was first named in
    std::vector<std::optional<Kept>> keyKept{}; ///< the same of its key's password; may be shorter
};
/// `before`: the same connection as saved; what has no row in the form is taken from it.
Draft draftOf(const ui::ConnectionForm &form, const sources::Profile *before = nullptr);

} // namespace triptych::app
