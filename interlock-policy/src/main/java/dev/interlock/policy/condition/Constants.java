package dev.interlock.policy.condition;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;
import java.util.Set;

/** Tells from a condition itself, without a call, whether it is constant. */
final class Constants {

    private static final Set<String> OF_EVERY_TEXT = Set.of("startsWith", "endsWith", "contains");
    private static final Set<String> EVERY_TEXT = Set.of("", ".*", "^.*", ".*$", "^.*$", "^");

    private Constants() {}

    /** Returns whether the condition is about nothing but the tool itself. */
    static boolean isWithoutCall(CelExpr e) {
        return switch (e.exprKind().getKind()) {
            case IDENT -> !e.ident().name().equals("args") && !e.ident().name().equals("object");
            case SELECT -> isWithoutCall(e.select().operand());
            case CALL ->
                e.call().target().map(Constants::isWithoutCall).orElse(true)
                        && e.call().args().stream().allMatch(Constants::isWithoutCall);
            case LIST -> e.list().elements().stream().allMatch(Constants::isWithoutCall);
            case CONSTANT -> true;
            // These kinds are rare in a condition without a call. They count as dependent, of which nothing is
            // reported.
            case MAP, STRUCT, COMPREHENSION, NOT_SET -> false;
        };
    }

    /** Returns whether it holds for every call that it can be evaluated for: a text that begins with nothing, or the like. */
    static boolean isEmpty(CelExpr e) {
        if (e.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL) {
            return e.exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                    && e.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
                    && e.constant().booleanValue();
        }
        String function = e.call().function();
        List<CelExpr> args = e.call().args();
        if (function.equals("_&&_")) {
            return args.stream().allMatch(Constants::isEmpty);
        }
        if (function.equals("_||_")) {
            return args.stream().anyMatch(Constants::isEmpty);
        }
        if (e.call().target().isEmpty() || args.size() != 1) {
            return false;
        }
        CelExpr arg = args.get(0);
        if (arg.exprKind().getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || arg.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return false;
        }
        String text = arg.constant().stringValue();
        return OF_EVERY_TEXT.contains(function)
                ? text.isEmpty()
                : function.equals("matches") && EVERY_TEXT.contains(text);
    }
}
