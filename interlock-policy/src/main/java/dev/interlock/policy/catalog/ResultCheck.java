package dev.interlock.policy.catalog;

import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.secret.SecretScan;
import java.util.Optional;

/**
 * What is looked for in what a tool answers, before anybody gets it.
 *
 * @param id what the reason calls it
 * @param label mark {@code label/...} of what is found
 * @param withhold whether what is found keeps the answer from everybody
 */
public record ResultCheck(String id, Finds finds, Optional<String> label, boolean withhold) {

    /** When it finds something. */
    public sealed interface Finds {}

    /** When the condition over the answer holds; one that errs withholds the answer. */
    public record When(Condition condition) implements Finds {}

    /** When a secret is in it. */
    public record Secrets(SecretScan scan) implements Finds {}
}
