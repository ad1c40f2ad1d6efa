package dev.interlock.policy.lint;

import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.argument.Constraint;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.RuleCondition;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.diagnostic.Check;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds arguments that name an object and may stand for all of its type: their list of values has a word for that, or a condition
 * looks for one. A call with such a word is about an object of this name, which has no history, until the catalogue says {@code all}.
 */
final class AllLint {

    private static final Set<String> WORDS = Set.of("*", "%", "all", "any", "every", "everyone", "everything");
    private static final Pattern QUOTED = Pattern.compile("(['\"])(.*?)\\1");

    private final Subject subject;

    AllLint(Subject subject) {
        this.subject = subject;
    }

    void check() {
        for (ToolEntry tool : subject.tools().values()) {
            Set<String> reported = new TreeSet<>(tool.all().keySet());
            tool.mappings()
                    .map(Mapping::on)
                    .flatMap(on -> on.entrySet().stream())
                    .forEach(named -> {
                        Optional<String> word =
                                named.getValue().each() ? Optional.empty() : word(tool, named.getValue());
                        if (word.isPresent() && reported.add(named.getKey())) {
                            warn(tool, named, word.get());
                        }
                    });
        }
    }

    private void warn(ToolEntry tool, Map.Entry<String, ArgumentPath> named, String word) {
        subject.warning(
                Check.ALL_UNDECLARED,
                subject.sources().at(Sources.Part.TOOL, tool.name(), "on"),
                "`" + named.getValue() + "` may be `" + word + "`; does that stand for every `" + named.getKey()
                        + "`? Rules treat it as one object with this name and no history",
                "if so, declare it, such as `all: {" + named.getKey() + ": '" + named.getValue() + " == \"" + word
                        + "\"'}`; if the word has no such meaning, refuse it with `none-of` under `arguments`");
    }

    /** The word for all that may stand at the path, if somebody wrote one. */
    private Optional<String> word(ToolEntry tool, ArgumentPath path) {
        Stream<String> listed = tool.arguments().flatMap(byHand -> at(byHand, path)).stream()
                .flatMap(place -> place.constraints().stream())
                .flatMap(AllLint::allowed);
        Stream<String> asked = Stream.concat(
                        tool.anyOf().stream().map(ToolEntry.Alternative::when),
                        subject.conditions().stream()
                                .filter(rule -> tool.mayCarry(rule.marks()))
                                .map(RuleCondition::when))
                .filter(when -> when.reads().contains(path.toString()))
                .flatMap(AllLint::quoted);
        return Stream.concat(listed, asked)
                .filter(word -> WORDS.contains(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static Optional<ByHand> at(ByHand from, ArgumentPath path) {
        ByHand place = from;
        for (String step : path.steps()) {
            ByHand below = place.byName().get(step);
            if (below == null) {
                return Optional.empty();
            }
            place = below;
        }
        return Optional.of(place);
    }

    private static Stream<String> allowed(Constraint constraint) {
        return constraint instanceof Constraint.OneOf oneOf
                ? oneOf.allowed().stream().map(String::valueOf)
                : Stream.empty();
    }

    /** The texts in a condition. */
    private static Stream<String> quoted(Condition condition) {
        Matcher matcher = QUOTED.matcher(condition.text());
        return matcher.results().map(found -> found.group(2));
    }
}
