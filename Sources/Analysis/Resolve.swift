import Model

package enum Analysis_ {}
