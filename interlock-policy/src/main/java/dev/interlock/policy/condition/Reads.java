package dev.interlock.policy.condition;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The arguments that a condition reads by name, {@code args.a.b} or {@code args["a"]}. A condition that goes over all
 * arguments reads none by name: they are in the digest, not in the projection.
 */
final class Reads {

    private final SortedSet<String> paths = new TreeSet<>();

    private final String root;

    private Reads(String root) {
        this.root = root;
    }

    /** @param root the name whose members are read */
    static SortedSet<String> of(CelExpr expression, String root) {
        Reads reads = new Reads(root);
        reads.visit(expression);
        return Collections.unmodifiableSortedSet(reads.paths);
    }

    private void visit(CelExpr e) {
        Optional<String> path = path(e);
        if (path.isPresent()) {
            if (!path.get().equals(root)) {
                paths.add(path.get());
            }
            return;
        }
        Children.of(e).forEach(this::visit);
    }

    private static String step(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? "." + name : "[\"" + name + "\"]";
    }

    private Optional<String> path(CelExpr e) {
        return switch (e.exprKind().getKind()) {
            case IDENT -> e.ident().name().equals(root) ? Optional.of(root) : Optional.empty();
            case SELECT ->
                path(e.select().operand()).map(p -> p + "." + e.select().field());
            case CALL -> {
                boolean index = e.call().function().equals("_[_]")
                        && e.call().args().get(1).exprKind().getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && e.call().args().get(1).constant().getKind() == CelConstant.Kind.STRING_VALUE;
                yield index
                        ? path(e.call().args().get(0))
                                .map(p -> p
                                        + step(e.call().args().get(1).constant().stringValue()))
                        : Optional.empty();
            }
            case CONSTANT, LIST, MAP, STRUCT, COMPREHENSION, NOT_SET -> Optional.empty();
        };
    }
}
