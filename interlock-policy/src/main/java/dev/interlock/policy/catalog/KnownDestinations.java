package dev.interlock.policy.catalog;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Origin;
import dev.interlock.provenance.task.ArgumentValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The destinations that need no content to be known, by the bundle.
 *
 * @param domains the deployment's own: addresses in them are known
 * @param allowLists destinations that calls may reach whoever names them
 */
public record KnownDestinations(Set<String> domains, List<AllowList> allowLists) {

    static final KnownDestinations NONE = new KnownDestinations(Set.of(), List.of());

    public KnownDestinations {
        domains = Set.copyOf(domains);
        allowLists = List.copyOf(allowLists);
    }

    /**
     * The origins that the values of a call have whatever its task has read, but for {@link Origin#OWN}.
     *
     * @param tool of the call; empty where the catalogue does not know it
     * @param bound the objects to which people bound the task
     */
    public Function<ArgumentValue, Set<Origin>> origins(Optional<ToolEntry> tool, CallFacts facts, Set<Key> bound) {
        return new GivenOrigins(allowLists, tool, facts, bound);
    }
}
