package dev.interlock.policy.catalog;

import java.util.List;

/**
 * The words in which a call of a tool reads to people, such as {@code Pay {amount} to {payee}}. No decision reads them.
 *
 * @param parts words of the catalogue, and values of the call between them
 */
public record Say(List<Part> parts) {

    public Say {
        parts = List.copyOf(parts);
    }

    /** A part of the text. */
    public sealed interface Part {}

    /** Words of the catalogue. */
    public record Words(String text) implements Part {}

    /** The amount of the call. */
    public record Sum() implements Part {}

    /** An object, as its type and id, which stand in full. */
    public record Reference(String type, ArgumentPath path) implements Part {}

    /** A value whose identity matters, or another argument that the meaning of the call reads, which stands in full. */
    public record Identity(ArgumentPath path) implements Part {}

    /** An argument of another kind that is recorded in clear, which may be a long text. */
    public record Shown(ArgumentPath path) implements Part {}
}
