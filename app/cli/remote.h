#pragma once
#include "app/cli/context.h"
#include "sources/remote_source.h"

#include <initializer_list>

namespace triptych::cli {

/// The servers of --source and --profile. Errors: BadQuery.
base::Result<std::vector<std::shared_ptr<sources::Backend>>> openBackends(Context &context);
/// The one server that a command about servers alone asks; of several that of the first kind of `preferred` of which there
/// is exactly one. Errors: BadQuery where that leaves none.
base::Result<std::shared_ptr<sources::Backend>> openOneBackend(Context &context, std::string_view example, std::initializer_list<sources::BackendKind> preferred);
/// The same as one source. `into` gets what they are asked for. Errors:
/// BadQuery.
base::Result<std::shared_ptr<sources::RemoteSource>> openRemote(Context &context, std::shared_ptr<store::Store> into, query::AliasTable aliases);

/// Tells on standard error what servers were asked, left to be decided here, and where there may be more.
void tellNotes(const Input &input, telemetry::Table table);
/// Asks the backends for what the command is about, and tells on standard error what they left to be decided here and
/// where there may be more. Nothing if the input is a local one.
base::Result<void> bring(Context &context, const Input &input);

} // namespace triptych::cli
