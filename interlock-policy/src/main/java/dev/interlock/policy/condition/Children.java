package dev.interlock.policy.condition;

import dev.cel.common.ast.CelExpr;
import java.util.stream.Stream;

/** The expressions of which another one is made. */
final class Children {

    private Children() {}

    static Stream<CelExpr> of(CelExpr e) {
        return switch (e.exprKind().getKind()) {
            case SELECT -> Stream.of(e.select().operand());
            case CALL -> Stream.concat(e.call().target().stream(), e.call().args().stream());
            case LIST -> e.list().elements().stream();
            case MAP -> e.map().entries().stream().flatMap(entry -> Stream.of(entry.key(), entry.value()));
            case STRUCT -> e.struct().entries().stream().map(CelExpr.CelStruct.Entry::value);
            case COMPREHENSION ->
                Stream.of(
                        e.comprehension().iterRange(),
                        e.comprehension().accuInit(),
                        e.comprehension().loopCondition(),
                        e.comprehension().loopStep(),
                        e.comprehension().result());
            case CONSTANT, IDENT, NOT_SET -> Stream.empty();
        };
    }
}
