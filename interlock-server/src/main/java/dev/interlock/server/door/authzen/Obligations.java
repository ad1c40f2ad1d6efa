package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The obligations of an enforcement point (AuthZEN obligations profile, draft 1). There is one: the outcome of a
 * permitted call is reported, as history depends on it. The profile has no type for that, so it is a custom one, named
 * by vendor and action. Interlock carries out everything else that a decision demands.
 */
final class Obligations {

    /**
     * The member of the metadata, and of a request, that lists the types of obligations that its sender carries out.
     */
    static final String SUPPORTED = "supported_obligations";

    /** The reason of a denial in the place of a permit that nobody would report. */
    static final String UNSUPPORTED = "obligation-unsupported";

    static final String UNSUPPORTED_WORDS = "the outcome of a permitted call must be reported, but `context."
            + SUPPORTED + "` does not list the type `custom`";

    /** The types that answers have. */
    static final List<String> TYPES = List.of("custom");

    private static final int MOST = 100;

    private final Supplier<String> url;

    /** @param url the address by which callers know the server */
    Obligations(Supplier<String> url) {
        this.url = url;
    }

    /** Refuses a context that says in another way than the profile which types are carried out. */
    static void check(ObjectNode context) throws AuthzenRefusal {
        JsonNode supported = context.get(SUPPORTED);
        boolean proper = supported == null || supported.isArray() && supported.size() <= MOST;
        for (JsonNode type : context.path(SUPPORTED)) {
            proper &= type.isTextual();
        }
        if (!proper) {
            throw AuthzenRefusal.invalid(
                    "`context." + SUPPORTED + "` must be a list of at most " + MOST + " types of obligations");
        }
    }

    /**
     * Returns whether the enforcement point carries out the obligation of a permit; a request without a list says so
     * implicitly.
     */
    static boolean areSupported(ObjectNode context) {
        if (!context.has(SUPPORTED)) {
            return true;
        }
        boolean found = false;
        for (JsonNode type : context.path(SUPPORTED)) {
            found |= TYPES.contains(type.asText());
        }
        return found;
    }

    /**
     * Writes it into the context of a permit.
     *
     * @param id of the evaluation
     * @param untilMillis when it has to be reported at the latest
     */
    void report(ObjectNode context, String id, long untilMillis) {
        ObjectNode obligation = context.putArray("obligations")
                .addObject()
                .put("id", id + "/outcome")
                .put("type", TYPES.getFirst());
        obligation.set(
                "properties",
                Json.object()
                        .put("vendor", "dev.interlock")
                        .put("action", "report-outcome")
                        .put("endpoint", url.get() + Evaluations.MANY + "/" + id + AuthzenDoor.OUTCOME)
                        .put("until", Instant.ofEpochMilli(untilMillis).toString()));
    }
}
