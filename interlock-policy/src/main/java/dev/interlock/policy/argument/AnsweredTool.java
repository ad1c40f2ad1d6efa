package dev.interlock.policy.argument;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a tool whose server may ask something meanwhile: what was answered stands beside its own arguments.
 *
 * @param answers the name under which it stands
 */
public record AnsweredTool(Declared tool, String answers) implements Declared {

    @Override
    public Names names() {
        return tool.names();
    }

    @Override
    public @Nullable Declared member(String name) {
        return name.equals(answers) ? ByHand.of(Names.OPEN) : tool.member(name);
    }

    @Override
    public SortedSet<String> members() {
        return tool.members();
    }

    @Override
    public @Nullable Declared elements() {
        return tool.elements();
    }

    @Override
    public Set<ValueType> types() {
        return tool.types();
    }

    @Override
    public List<Constraint> constraints() {
        return tool.constraints();
    }
}
