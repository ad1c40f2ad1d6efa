package dev.interlock.policy.compile;

import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.condition.ConditionCompiler;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles the conditions of the catalogue and of rules. */
final class ConditionCheck {

    private final Diagnostics diagnostics;
    /** The compiler, made for the first condition: most bundles have none, and CEL takes long to load. */
    private @Nullable ConditionCompiler conditions;

    private @Nullable ConditionCompiler ofAnswers;
    private @Nullable ConditionCompiler ofElements;

    ConditionCheck(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    Optional<Condition> compile(Node.Scalar scalar) {
        ConditionCompiler compiler = conditions == null ? new ConditionCompiler() : conditions;
        conditions = compiler;
        return compile(scalar, compiler);
    }

    /** Compiles a condition over the answer of a tool. */
    Optional<Condition> compileOfAnswers(Node.Scalar scalar) {
        ConditionCompiler compiler = ofAnswers == null ? ConditionCompiler.ofAnswers() : ofAnswers;
        ofAnswers = compiler;
        return compile(scalar, compiler);
    }

    /** Compiles a condition over the answer of a tool about one element of a list. */
    Optional<Condition> compileOfElements(Node.Scalar scalar) {
        ConditionCompiler compiler = ofElements == null ? ConditionCompiler.ofElements() : ofElements;
        ofElements = compiler;
        return compile(scalar, compiler);
    }

    private Optional<Condition> compile(Node.Scalar scalar, ConditionCompiler compiler) {
        return switch (compiler.compile(scalar.value())) {
            case ConditionCompiler.Ok ok -> Optional.of(ok.condition());
            case ConditionCompiler.Invalid invalid -> {
                for (ConditionCompiler.Mistake mistake : invalid.mistakes()) {
                    diagnostics.error(
                            Check.CONDITION,
                            scalar.placeAt(mistake.offset()),
                            "condition: " + mistake.message(),
                            mistake.remedy());
                }
                yield Optional.empty();
            }
        };
    }
}
