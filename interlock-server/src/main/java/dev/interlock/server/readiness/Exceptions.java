package dev.interlock.server.readiness;

import dev.interlock.policy.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The errors with which a server may start all the same, each named by whoever starts it: by its code, or by its code and what it is
 * about, such as {@code IL-0322:payer}. Immutable.
 */
public final class Exceptions {

    public static final Exceptions NONE = new Exceptions(Set.of());

    private static final Pattern FORM = Pattern.compile("IL-[0-9]{4}(:.+)?");

    private final Set<String> named;

    private Exceptions(Set<String> named) {
        this.named = named;
    }

    /** Reads exceptions; empty where one has another form. */
    public static Optional<Exceptions> of(List<String> named) {
        return named.stream().allMatch(one -> FORM.matcher(one).matches())
                ? Optional.of(new Exceptions(new LinkedHashSet<>(named)))
                : Optional.empty();
    }

    /**
     * The findings with these exceptions made.
     *
     * @param standing what is left, errors and warnings
     * @param excepted errors that are let pass
     * @param unused exceptions that except nothing
     */
    public record Made(List<Finding> standing, List<Finding> excepted, List<String> unused) {
        public Made {
            standing = List.copyOf(standing);
            excepted = List.copyOf(excepted);
            unused = List.copyOf(unused);
        }

        public boolean hasErrors() {
            return standing.stream().map(Finding::diagnostic).anyMatch(Diagnostic::isError);
        }
    }

    public Made make(List<Finding> findings) {
        List<Finding> standing = new ArrayList<>();
        List<Finding> excepted = new ArrayList<>();
        Set<String> unused = new LinkedHashSet<>(named);
        for (Finding finding : findings) {
            String code = finding.diagnostic().check().code();
            boolean excepts =
                    finding.diagnostic().isError() && (named.contains(code) || named.contains(finding.exception()));
            (excepts ? excepted : standing).add(finding);
            if (excepts) {
                unused.remove(code);
                unused.remove(finding.exception());
            }
        }
        return new Made(standing, excepted, List.copyOf(unused));
    }
}
