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
            case SELECT -> visit(e.select().operand());
            case CALL -> {
                e.call().target().ifPresent(this::visit);
                boolean index = e.call().function().equals("_[_]");
                e.call().args().stream().limit(index ? 1 : Long.MAX_VALUE).forEach(this::visit);
            }
            case LIST -> e.list().elements().forEach(this::visit);
            case MAP -> e.map().entries().forEach(entry -> visit(entry.value()));
            case STRUCT -> e.struct().entries().forEach(entry -> visit(entry.value()));
            case COMPREHENSION -> {
                visit(e.comprehension().iterRange());
                visit(e.comprehension().accuInit());
                visit(e.comprehension().loopCondition());
                visit(e.comprehension().loopStep());
                visit(e.comprehension().result());
            }
            case IDENT, NOT_SET -> {}
        }
    }
}
