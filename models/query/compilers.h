#pragma once
#include "query/backend_query.h"

/// One compiler for each target, behind compileFor(). Each fills everything of `out` but `backend`.
namespace triptych::query {

void compileToTraceQl(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToLogQl(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToPromQl(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToJaeger(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToZipkin(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToClickHouse(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToDatadog(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);
void compileToLucene(const Filter &filter, const AliasTable &aliases, const BackendDialect &dialect, BackendQuery &out);

} // namespace triptych::query
