package dev.interlock.server.content;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.RegisteredContacts;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.task.ArgumentValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call as its content is looked at.
 *
 * @param bundle in force
 * @param catalog of that bundle
 * @param arguments as plain values
 */
public record ToolUse(
        Bundle bundle,
        Catalog catalog,
        Caller caller,
        String server,
        String tool,
        Map<String, ? extends @Nullable Object> arguments) {

    /** Returns the same call without what it was given. */
    ToolUse withoutArguments() {
        return new ToolUse(bundle, catalog, caller, server, tool, Map.of());
    }

    /** Returns the same call under another bundle. */
    ToolUse under(Bundle other, Catalog itsCatalog) {
        return new ToolUse(other, itsCatalog, caller, server, tool, arguments);
    }

    ToolLabels labels() {
        return entry().map(ToolEntry::content).orElse(ToolLabels.NONE);
    }

    /** The calls that registered its destinations as contacts of its owner. Asks the domain, so no lock may be held. */
    Function<ArgumentValue, OptionalLong> contacts(
            States states, long task, CallFacts facts, List<ArgumentValue> values) {
        return catalog.registersContacts()
                ? states.query(state ->
                        RegisteredContacts.reached(state, caller, OptionalLong.of(task), facts, labels(), values))
                : RegisteredContacts.NONE;
    }

    /** The tool in the catalogue; empty where that does not know it. */
    Optional<ToolEntry> entry() {
        return catalog.tool(server, tool);
    }
}
