package dev.interlock.policy.argument;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a tool whose server may ask questions meanwhile: the answers stand beside its own arguments.
 *
 * @param name the name under which the answers stand
 * @param answers the declaration of the answers, each by the key of its question
 */
public record AnsweredTool(Declared tool, String name, Declared answers) implements Declared {

    /** A tool whose server has asked nothing so far. */
    public static AnsweredTool unasked(Declared tool, String name) {
        return new AnsweredTool(tool, name, ByHand.of(Names.OPEN));
    }

    @Override
    public Names names() {
        return tool.names();
    }

    @Override
    public @Nullable Declared member(String member) {
        return member.equals(name) ? answers : tool.member(member);
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
