package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.provenance.task.AmountArgument;
import dev.interlock.provenance.task.ArgumentValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The argument that holds the amount of a call, for the rules that ask who chose it. */
public final class ComparedAmount {

    private ComparedAmount() {}

    /**
     * Returns the argument that holds the amount; empty if no rule asks who chose it, or if the amount is the sum of a list or the greatest
     * of several readings.
     *
     * @param marks of the calls of which rules ask who chose the amount
     * @param tool in the catalogue
     */
    public static Optional<AmountArgument> of(
            Set<String> marks,
            Optional<ToolEntry> tool,
            CallFacts facts,
            Map<String, ? extends @Nullable Object> arguments) {
        Optional<Amount> amount = facts.amount();
        if (amount.isEmpty() || !facts.carriesAny(marks)) {
            return Optional.empty();
        }
        List<AmountMapping> mappings = tool.stream()
                .flatMap(ToolEntry::mappings)
                .flatMap(mapping -> mapping.amount().stream())
                .distinct()
                .toList();
        if (mappings.size() != 1 || mappings.getFirst().value().each()) {
            return Optional.empty();
        }
        AmountMapping mapping = mappings.getFirst();
        Object value = mapping.value().resolve(arguments);
        return value == null
                        || !AmountReader.read(mapping, arguments, new ArrayList<>())
                                .equals(amount)
                ? Optional.empty()
                : Optional.of(new AmountArgument(
                        new ArgumentValue(String.join(".", mapping.value().steps()), value.toString()), amount.get()));
    }
}
