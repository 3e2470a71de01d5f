import IR

/// What `build` prints at its end.
package enum BudgetTable {}
