package dev.interlock.engine.event;

/**
 * The proposal of a bundle that was activated.
 *
 * @param number number of the {@link Event.BundleProposed} event
 * @param by the person who proposed it
 * @param singleAdministrator one person could do both: nobody independent has looked at it
 */
public record ActivatedProposal(long number, String by, boolean singleAdministrator) {}
