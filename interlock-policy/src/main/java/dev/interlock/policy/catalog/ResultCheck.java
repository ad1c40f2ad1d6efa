package dev.interlock.policy.catalog;

import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.secret.SecretScan;
import java.util.Optional;

/**
 * A check of the answers of a tool, made before anybody gets them.
 *
 * @param id the name of the check in a reason
 * @param label the mark {@code label/...} of a finding
 * @param withhold whether a finding keeps the answer from everybody
 */
public record ResultCheck(String id, Finds finds, Optional<String> label, boolean withhold) {

    /** The test by which a check finds something. */
    public sealed interface Finds {}

    /** A check that finds something when a condition over the answer holds; one that errs withholds the answer. */
    public record When(Condition condition) implements Finds {}

    /** A check that finds secrets in the answer. */
    public record Secrets(SecretScan scan) implements Finds {}
}
