/* Enter in a field presses the primary button of its group. Inputs outside a st.form keep what is typed through a change of page or of
   language; what a form alone has, submitting with Enter, is added here. */

export default function ({ parentElement }) {
  const host = parentElement.getRootNode().host ?? parentElement
  const group = host.closest('[class*="st-key-enter-group"]')
  if (!group) return undefined

  const press = (event) => {
    const field = event.target
    const chooses = field.getAttribute('role') === 'combobox' && field.getAttribute('aria-expanded') === 'true'
    if (event.key !== 'Enter' || event.isComposing || field.tagName !== 'INPUT' || chooses) return
    setTimeout(() => group.querySelector('[data-testid="stBaseButton-primary"]')?.click(), 0)
  }
  group.addEventListener('keydown', press)
  return () => group.removeEventListener('keydown', press)
}
