package dev.interlock.testkit.generate;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** The setting of a story: a bundle, those who act under it, and what its tools take. */
public record World(
        long seed,
        Bundle bundle,
        List<Caller> agents,
        List<Caller> persons,
        List<Caller> verifiers,
        List<ToolShape> tools) {

    /** Object types of every generated bundle. */
    public static final List<String> TYPES = List.of("vendor", "invoice", "payment");

    /** Name of the value that calls may carry. */
    public static final String PAYEE = "payee";
    /** The label of content that is nobody else's business. */
    static final String PRIVATE = "label/private";

    public static final List<String> DUTIES = List.of(
            "vendor.create", "vendor.edit", "invoice.match", "payment.prepare", "payment.release", "audit.read");

    public static final List<String> MARKS = List.of(
            "vendor.create",
            "vendor.edit",
            "invoice.match",
            "payment.prepare",
            "payment.release",
            "audit.read",
            "label/untrusted",
            "sink/external");

    /** Marks that may be found in what a call is answered with; the engine does not ask what they are called. */
    public static final List<String> LABELS = List.of("label/untrusted", "sink/external");

    /** The attributes beyond runtime and agent; {@code host} stands for one that a bundle adds. */
    public static final List<String> ATTRIBUTES = List.of("chain", "owner", "origin", "model", "host");

    /**
     * The shape of the calls of a tool.
     *
     * @param conditional its marks vary from call to call
     * @param derives what it creates is made from another object of the same type
     * @param all kinds of which a call may be about every key
     * @param mayExist kinds of which what it creates may be there already, or belong to one
     */
    public record ToolShape(
            String name,
            SortedSet<String> marks,
            boolean conditional,
            List<String> on,
            List<String> creates,
            Set<String> related,
            Set<String> checks,
            boolean payee,
            boolean amount,
            String risk,
            boolean writes,
            boolean unbounded,
            boolean derives,
            SortedSet<String> all,
            SortedSet<String> mayExist) {

        ToolShape withAll(SortedSet<String> kinds) {
            return new ToolShape(
                    name,
                    marks,
                    conditional,
                    on,
                    creates,
                    related,
                    checks,
                    payee,
                    amount,
                    risk,
                    writes,
                    unbounded,
                    derives,
                    kinds,
                    mayExist);
        }
    }
}
