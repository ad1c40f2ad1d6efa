package dev.interlock.policy.condition;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The texts that a condition is written with, but for those that name members, as in {@code args["a"]}. */
final class Texts {

    private final SortedSet<String> texts = new TreeSet<>();

    private Texts() {}

    static SortedSet<String> of(CelExpr expression) {
        var found = new Texts();
        found.visit(expression);
        return Collections.unmodifiableSortedSet(found.texts);
    }

    private void visit(CelExpr e) {
        switch (e.exprKind().getKind()) {
            case CONSTANT -> {
                if (e.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
                    texts.add(e.constant().stringValue());
                }
            }
            case CALL -> {
                e.call().target().ifPresent(this::visit);
                boolean index = e.call().function().equals("_[_]");
                e.call().args().stream().limit(index ? 1 : Long.MAX_VALUE).forEach(this::visit);
            }
            case MAP -> e.map().entries().forEach(entry -> visit(entry.value()));
            case SELECT, LIST, STRUCT, COMPREHENSION, IDENT, NOT_SET ->
                Children.of(e).forEach(this::visit);
        }
    }
}
