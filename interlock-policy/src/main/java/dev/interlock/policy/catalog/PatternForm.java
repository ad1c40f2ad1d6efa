package dev.interlock.policy.catalog;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.id.Spelling;
import java.util.Optional;

/** Ids that a pattern matches from their beginning to their end. Matching takes linear time, whatever the pattern is. */
public final class PatternForm implements IdForm {

    private static final int LONGEST = 256;

    private final Pattern pattern;

    private PatternForm(Pattern pattern) {
        this.pattern = pattern;
    }

    /** The form of a pattern in the syntax of RE2; empty when it is none, or too long. */
    public static Optional<PatternForm> of(String pattern) {
        if (pattern.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PatternForm(Pattern.compile(pattern)));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public Spelling read(String id) {
        return pattern.matches(id)
                ? new Spelling.Canonical(id)
                : new Spelling.None("must match the pattern `" + pattern.pattern() + "`");
    }

    @Override
    public String name() {
        return "pattern";
    }

    /** The pattern as it is written. */
    public String pattern() {
        return pattern.pattern();
    }
}
