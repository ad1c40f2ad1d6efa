package dev.interlock.server.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ToolEntry;
import java.util.Optional;
import java.util.function.Function;

/**
 * How recorded calls read to people: in the words that the catalogue has for the tool, else by tool and object. Safe to show, and as
 * thread-safe as the catalogues that it asks.
 */
public final class CallPhrases {

    /** Calls by tool and object alone. */
    public static final CallPhrases NONE = new CallPhrases(bundle -> Optional.empty());

    private final Function<String, Optional<Catalog>> catalogs;

    /** @param catalogs the catalogue to read a call by, by the digest of the bundle that the call was decided under */
    public CallPhrases(Function<String, Optional<Catalog>> catalogs) {
        this.catalogs = catalogs;
    }

    /** Puts {@code say} into what a program gets of a recorded event, if that is the decision of a call. */
    public void put(ObjectNode out, Recorded recorded) {
        if (recorded.event() instanceof Event.CallDecided call) {
            out.put("say", say(recorded.bundle(), call.facts()));
        }
    }

    /** The call in words of the catalogue, or else by tool and object. */
    public String say(String bundle, CallFacts facts) {
        return words(bundle, facts).orElseGet(() -> Phrases.call(facts));
    }

    /** The call in words of the catalogue; empty if that has none that say what the call is. */
    Optional<String> words(String bundle, CallFacts facts) {
        return catalogs.apply(bundle)
                .flatMap(catalog -> Optional.ofNullable(catalog.tools().get(facts.tool())))
                .flatMap(ToolEntry::say)
                .flatMap(say -> CallPhrase.of(say, facts));
    }
}
