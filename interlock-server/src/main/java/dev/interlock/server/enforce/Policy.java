package dev.interlock.server.enforce;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.lint.Excerpt;
import java.util.Map;

/**
 * A checked bundle as the gate uses it: what the engine decides by, and how calls are mapped to facts.
 *
 * @param rules the rules as their author wrote them, by id, for people to read
 */
public record Policy(Bundle bundle, Catalog catalog, Map<String, Excerpt> rules) {

    private static final int LINES_OF_A_RULE = 60;

    public static Policy of(PolicyBundle.Compiled compiled) {
        return new Policy(
                compiled.engine(), compiled.catalog(), compiled.places().rules(LINES_OF_A_RULE));
    }
}
